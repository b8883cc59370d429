// A form is sent once: the second press is ignored, the button is never disabled.
{
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    const button = form.querySelector('button:not([name])');
    const words = button && button.dataset.sending && button.textContent;
    if (words) { button.setAttribute('aria-disabled', 'true'); button.textContent = button.dataset.sending; }
    setTimeout(() => {
      delete form.dataset.sent;
      if (words) { button.removeAttribute('aria-disabled'); button.textContent = words; }
    }, 8000);
  });
  // Back to a page with a form that was sent: fetch it anew, with a fresh one-time key.
  addEventListener('pageshow', (event) => { if (event.persisted && document.querySelector('[data-sent], [name=key]')) location.reload(); });
}
