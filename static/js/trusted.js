/* The one Trusted Types policy, loaded before htmx: parser sinks only, and no markup that could act or load. */
if (window.trustedTypes) {
  const parsers = ["Document parseHTMLUnsafe", "DOMParser parseFromString"];
  const refused = /<(script|i?frame|object|embed|base|meta|link)\b|\son\w+\s*=|javascript:|srcdoc/i;
  trustedTypes.createPolicy("default", {
    createHTML: (html, type, sink) => (parsers.includes(sink) && !refused.test(html) ? html : null),
  });
}
