// The boxes that look records up as one types have no name for a screen reader while they are
// empty: give them that of their label. In jQuery's queue, so that they have been made by then.
window.django?.jQuery?.(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels.length ? select.labels[0].innerText.replace(/:$/, "") : "";
    const box = select.parentElement.querySelector(".select2-selection");
    if (label && box) {
      box.setAttribute("aria-label", label);
      box.querySelector(".select2-selection__rendered").setAttribute("aria-label", label);
    }
  }
});
