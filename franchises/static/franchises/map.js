// The map with pan and zoom. The drawing of the page lies in a map of Leaflet; whatever part of the
// city is looked at next is the drawing that the server's own page of that part has, so that words,
// table, address and downloads are those of what is seen. Without scripts, its links do the same.
const frame = document.querySelector(".map-frame");
const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const PARTS = ["map-chips", "map-count", "map-ways", "map-legend", "map-rows"];

function boundsOf(box) {
  const [south, west, north, east] = box.split(",").map(Number);
  return L.latLngBounds([south, west], [north, east]);
}

const city = boundsOf(frame.dataset.city);
// A degree is as wide as it is in the middle of the city, as on the server's drawing.
const crs = L.extend({}, L.CRS.Simple, {
  transformation: new L.Transformation(1, 0, -1 / Math.cos((city.getCenter().lat * Math.PI) / 180), 0),
});

const first = frame.querySelector("svg");
const { width, height } = first.viewBox.baseVal;
const whole = first.dataset.box;
frame.style.aspectRatio = `${width} / ${height}`;
frame.removeAttribute("aria-hidden");
frame.setAttribute("role", "region");
frame.setAttribute("aria-label", frame.dataset.label);

const map = L.map(frame, {
  crs,
  attributionControl: false,
  fadeAnimation: false,
  inertia: !isStill,
  maxZoom: 21,
  // A page is scrolled by the wheel until its reader turns to the map.
  scrollWheelZoom: false,
  zoomAnimation: !isStill,
  zoomControl: false,
  zoomSnap: 0,
});
const { zoomIn: zoomInTitle, zoomOut: zoomOutTitle } = frame.dataset;
L.control.zoom({ zoomInTitle, zoomOutTitle }).addTo(map);
map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
if (isStill) {
  map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false });
}

let drawn = null;

function draw(svg) {
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  drawn?.remove();
  drawn = L.svgOverlay(svg, boundsOf(svg.dataset.box), { interactive: true }).addTo(map);
}

map.setMinZoom(map.getBoundsZoom(city) - 1);
map.fitBounds(boundsOf(first.dataset.box), { animate: false });
draw(first);

function addressOf(bounds) {
  const edges = [
    Math.max(-90, bounds.getSouth()),
    Math.max(-180, bounds.getWest()),
    Math.min(90, bounds.getNorth()),
    Math.min(180, bounds.getEast()),
  ];
  const address = new URL(window.location);
  address.hash = "";
  address.searchParams.set("box", edges.map((edge) => Number(edge.toFixed(5))).join(","));
  return address.href.replaceAll("%2C", ",");
}

// A square that is followed is a step that the reader can go back from; a drag is none.
let asked = 0;
let isFollowed = false;

async function look() {
  const number = ++asked;
  const address = addressOf(map.getBounds());
  try {
    const response = await fetch(address);
    const text = await response.text();
    if (!response.ok || number !== asked) {
      return;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const part of PARTS) {
      document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
    }
    document.getElementById("id_box").value = page.getElementById("id_box").value;
    draw(page.querySelector(".map-frame svg"));
    window.history[isFollowed ? "pushState" : "replaceState"](null, "", address);
    isFollowed = false;
  } catch {
    // The network may be back at the next move; until then, what is drawn stays.
  }
}

let wait;
map.on("moveend", () => {
  window.clearTimeout(wait);
  wait = window.setTimeout(look, 200);
});

window.addEventListener("popstate", () => {
  const box = new URL(window.location).searchParams.get("box") ?? whole;
  map.fitBounds(boundsOf(box), { animate: false });
});

// A square opens in the map itself. The end of a drag is no click.
let isDragged = false;
map.on("mousedown", () => { isDragged = false; }).on("dragstart", () => { isDragged = true; });
frame.addEventListener("click", (event) => {
  const link = event.target.closest("svg a");
  const box = link && new URL(link.href.baseVal, window.location).searchParams.get("box");
  if (link && (isDragged || (box && !event.ctrlKey && !event.metaKey && !event.shiftKey))) {
    event.preventDefault();
    if (!isDragged) {
      isFollowed = true;
      map.fitBounds(boundsOf(box), { animate: !isStill });
    }
  }
});
