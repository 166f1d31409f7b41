// Follows an upload, or an undo, that a worker is at: tells how far it is, and loads the page anew when it has
// moved on. Without scripts the page reloads itself every few seconds.
const followed = document.getElementById("follow");
const words = document.getElementById("follow-words");

async function look() {
  try {
    const response = await fetch(followed.dataset.address);
    if (response.ok) {
      const now = await response.json();
      if (now.state !== followed.dataset.state) {
        window.location.reload();
        return;
      }
      words.textContent = now.words;
    }
  } catch {
    // The server may be starting anew: the next look will tell.
  }
  window.setTimeout(look, 1000);
}

window.setTimeout(look, 1000);
