/* htmx saves a reload and nothing more: form errors (422) are shown, so is the page that keeps a form which could not be
   taken (it asks for the whole body), and a swap that fails becomes a page load.
   An act that may have happened is never repeated from here. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const xhr = event.detail.xhr;
  if (xhr.status === 422 || xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:swapError", (event) => {
  const asked = event.detail.requestConfig;
  location.assign(asked && asked.verb === "get" ? asked.path : location.href);
});
document.addEventListener("htmx:sendError", () => {
  const notice = document.getElementById("connection-lost");
  if (notice) notice.hidden = false;
});
