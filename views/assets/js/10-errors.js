// The list of errors is read first.
{
  const list = document.getElementById('errsum');
  if (list) list.focus();
}
