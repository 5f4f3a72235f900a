// Sets the chosen theme before the page is drawn.
(function () {
  const chosen = localStorage.getItem('theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
})();
