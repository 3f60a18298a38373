// Runs before the first paint, so that nobody sees a flash of the wrong theme or language.
// The keys are written by src/lib/ui/theme.ts and src/lib/i18n/locale.svelte.ts.
(function () {
  try {
    const theme = localStorage.getItem('estafet:theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
    const locale = localStorage.getItem('estafet:locale');
    if (locale === 'en' || locale === 'id') document.documentElement.lang = locale;
  } catch {
    // Storage is forbidden here (a private frame, say): the system's theme and English it is.
  }
})();
