// Suggested and typed amounts exclude each other.
{
  const give = document.querySelector('[data-give]');
  const other = give && give.elements.other;
  if (other) {
    const picks = give.querySelectorAll('[name=amount]');
    other.addEventListener('input', () => { if (other.value.trim()) picks.forEach((pick) => { pick.checked = false; }); });
    picks.forEach((pick) => pick.addEventListener('change', () => { other.value = ''; }));
  }
}
