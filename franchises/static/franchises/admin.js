// The boxes that look records up as one types have no name for a screen reader while they are
// empty: give them that of their label. In jQuery's queue, so that they have been made by then.
window.django?.jQuery?.(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = select.labels.length
      ? select.labels[0].innerText.replace(/:$/, "")
      : select.getAttribute("aria-label");
    const box = select.parentElement.querySelector(".select2-selection");
    if (label && box) {
      box.setAttribute("aria-label", label);
      box.querySelector(".select2-selection__rendered").setAttribute("aria-label", label);
    }
  }
});

// A table of forms names its columns, and none of its boxes: give each the name of its column. A
// heading without words is no heading.
function nameBoxes(row) {
  for (const box of row.querySelectorAll("td input:not([type=hidden]), td select, td textarea")) {
    const cell = box.closest("td");
    const column = cell.className.match(/field-(\w+)/)?.[1];
    // The last one, of what is to be deleted, has no name.
    const heading = row.closest("table").querySelector(
      cell.matches(".delete") ? "th:last-of-type" : `th.column-${column}`,
    );
    if (heading && !box.labels.length && !box.hasAttribute("aria-label")) {
      box.setAttribute("aria-label", heading.innerText.trim());
    }
  }
}

for (const heading of document.querySelectorAll(".inline-group th:empty")) {
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}
document.querySelectorAll(".inline-group .tabular tbody tr").forEach(nameBoxes);
document.addEventListener("formset:added", (event) => {
  if (event.target.closest(".tabular")) {
    nameBoxes(event.target);
  }
});

// A moment is two boxes under one name: each is called by it, and by the word before the box.
for (const box of document.querySelectorAll(".datetime input")) {
  const name = box.closest(".form-row")?.querySelector("label, legend");
  if (name && !box.labels.length) {
    box.setAttribute("aria-label", `${name.innerText} ${box.previousSibling?.textContent ?? ""}`.trim());
  }
}

// The boxes that filter a list of choices have a sign with a name, and signs are pictures. They are
// made as the page is loaded.
window.addEventListener("load", () => setTimeout(() => {
  for (const sign of document.querySelectorAll(".help-tooltip[aria-label]")) {
    sign.setAttribute("role", "img");
  }
}));
