// A link to a folded field unfolds it where it is, so that nothing typed is lost; without this it loads the page with the field open.
{
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-unfolds]');
    const field = link && document.getElementById(link.dataset.unfolds);
    if (!field) return;
    event.preventDefault();
    field.closest('details').open = true;
    field.focus();
  });
}
