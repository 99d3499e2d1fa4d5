// A passkey button is dead until the scripts behind it are ready, and stays so in a browser without passkeys.
// What it says when the person cancels stands in the page.
const passkeyTrouble = document.getElementById("passkey_trouble");
const passkeyMissing = document.getElementById("passkey_missing");
if (passkeyMissing && !window.PublicKeyCredential) passkeyMissing.hidden = false;
document.addEventListener("DOMContentLoaded", () => {
  if (!window.PublicKeyCredential) return;
  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = false;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (passkeyTrouble) passkeyTrouble.hidden = false;
});
