// Protected pages: hide at once, replace the page, and three presses of Shift within five seconds leave too.
const link = document.querySelector(".leave");
const presses = [];
function leave() {
  document.documentElement.hidden = true;
  window.location.replace(link.href);
}
link.addEventListener("click", (event) => { event.preventDefault(); leave(); });
document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift") return;
  presses.push(event.timeStamp);
  if (presses.length > 2 && event.timeStamp - presses[presses.length - 3] < 5000) leave();
});
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
