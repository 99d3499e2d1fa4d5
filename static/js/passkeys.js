// What a passkey button says when the browser has no passkeys, or when the person cancels.
const passkeyTrouble = document.getElementById("passkey_trouble");
const passkeyMissing = document.getElementById("passkey_missing");
if (passkeyMissing && !window.PublicKeyCredential) passkeyMissing.hidden = false;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (passkeyTrouble) passkeyTrouble.hidden = false;
});
