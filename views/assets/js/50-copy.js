// What is to be typed into a bank's program is copied with one press; without this it is selected by hand.
{
  const byHand = (text) => {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  };
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return byHand(text); // an old browser, or one within another program
    }
  };
  for (const button of document.querySelectorAll('[data-copy]')) {
    const words = button.firstChild;
    const before = words.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      if (!(await copied(button.dataset.copy))) return;
      button.focus();
      words.textContent = button.dataset.copied;
      setTimeout(() => { words.textContent = before; }, 3000);
    });
  }
}
