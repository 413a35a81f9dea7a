// The maps of a scenario in motion: bars grow where cases wait, and dots go along the arrows, on one clock.
// Nothing moves until somebody plays it. Without this file the same page shows any day as a still picture.
const player = document.querySelector("[data-moves]");
const part = (name, within = document) => within.querySelector(`[data-part="${name}"]`);
const SIGHT = 0.9; // Seconds for which a dot is to be seen at the least.
const POINTS = 48;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// Where a dot stands after each part of its way.
const pointsOf = (path) => {
  const long = path.getTotalLength();
  return Array.from({ length: POINTS + 1 }, (_, k) => path.getPointAtLength((long * k) / POINTS));
};

const sideOf = (section, told) => {
  let at = 0;
  return {
    ...told,
    begins: told.after.map((gap) => (at += gap) / 100),
    total: part("total", section),
    paths: [...section.querySelectorAll("[data-way] path")].map(pointsOf),
    places: [...section.querySelectorAll("[data-place]")].map((group) => ({
      row: Number(group.dataset.place),
      ...Object.fromEntries(["heat", "people", "other", "number"].map((name) => [name, part(name, group)])),
    })),
    layer: section.querySelector(".oh-dots"),
    dots: [],
  };
};

const begin = (told) => {
  const sides = ["today", "changed"].map((key) => sideOf(document.querySelector(`[data-side="${key}"]`), told.sides[key]));
  const rows = [...part("table").rows].map((row) => row.cells);
  const slider = document.getElementById("day");
  const speed = part("speed");
  const play = part("play");
  let at = slider.valueAsNumber - 0.5; // Days since the first midnight.
  let shown = -1;
  let playing = 0; // The request for the next picture, 0 while it stands still.
  let last = 0;

  const said = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, told.separator);
  const signed = (number) => (number > 0 ? "+" : number < 0 ? "−" : "") + said(Math.abs(number));
  const width = (number) => told.bar * Math.min(1, number / told.most);

  const showNumbers = (day) => {
    shown = day;
    const waits = sides.map((side) => side.people.map((row, place) => row[day] + side.other[place][day]));
    const totals = waits.map((each) => each.reduce((a, b) => a + b, 0));
    sides.forEach((side, k) => {
      side.total.textContent = said(totals[k]);
      side.places.forEach(({ row, heat, people, other, number }) => {
        const first = width(side.people[row][day]);
        const both = width(waits[k][row]);
        people.setAttribute("width", first);
        other.setAttribute("x", first);
        other.setAttribute("width", both - first);
        heat.setAttribute("fill-opacity", (told.hottest * both) / told.bar);
        number.textContent = said(waits[k][row]);
      });
    });
    rows.forEach((cells, place) => {
      const [today, changed] = place < rows.length - 1 ? waits.map((each) => each[place]) : totals;
      cells[1].textContent = said(today);
      cells[2].textContent = said(changed);
      cells[3].firstChild.textContent = signed(changed - today);
    });
    part("clock").textContent = part("head").textContent = told.clock[day];
    part("said").textContent = told.said[day];
    part("cursor").setAttribute("transform", `translate(${day + 0.5},0)`);
    slider.value = day + 1;
    slider.setAttribute("aria-valuetext", `${told.clock[day]}: ${told.said[day]}`);
  };

  const showDots = (side) => {
    const least = SIGHT * speed.value;
    let used = 0;
    for (let k = 0; k < side.begins.length && side.begins[k] <= at; k++) {
      const done = (at - side.begins[k]) / Math.max(side.lasts[k] / 100, least);
      if (done >= 1) continue;
      const points = side.paths[side.ways[k]];
      const from = Math.floor(done * POINTS);
      const rest = done * POINTS - from;
      // Cases that go together stand a little apart.
      const aside = ((k * 0.618) % 1) * 7 - 3.5;
      const dot = side.dots[used] ?? addDot(side);
      used += 1;
      dot.setAttribute("cx", points[from].x + (points[from + 1].x - points[from].x) * rest + aside);
      dot.setAttribute("cy", points[from].y + (points[from + 1].y - points[from].y) * rest + aside / 2);
      dot.setAttribute("r", 4.5);
    }
    side.dots.slice(used).forEach((dot) => dot.setAttribute("r", 0));
  };

  const addDot = (side) => {
    const dot = side.layer.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "circle"));
    side.dots.push(dot);
    return dot;
  };

  const show = () => {
    const day = Math.min(told.days - 1, Math.floor(at));
    if (day !== shown) showNumbers(day);
    sides.forEach(showDots);
  };

  const stop = () => {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = play.dataset.play;
    part("status").textContent = `${told.clock[shown]}. ${told.said[shown]}`;
  };

  const step = (now) => {
    const seconds = (now - last) / 1000;
    playing = requestAnimationFrame(step);
    // Whoever asked for less motion sees one still picture a second.
    if (calm.matches && seconds < 1) return;
    last = now;
    at += calm.matches ? Number(speed.value) : Math.min(seconds, 0.1) * speed.value;
    if (at >= told.days) {
      at = told.days - 0.5;
      show();
      stop();
    } else show();
  };

  play.addEventListener("click", () => {
    if (playing) return stop();
    if (shown === told.days - 1) at = 0;
    part("status").textContent = "";
    play.textContent = play.dataset.pause;
    last = performance.now();
    playing = requestAnimationFrame(step);
  });
  slider.addEventListener("input", () => {
    at = slider.valueAsNumber - 0.5;
    show();
  });
  speed.addEventListener("change", () => sides.forEach(showDots));
  player.addEventListener("submit", (event) => event.preventDefault());

  part("still").hidden = true;
  part("moving").hidden = false;
  slider.type = "range";
  slider.className = "oh-range";
  slider.labels[0].className = "govuk-visually-hidden";
  show();
};

// Where what moves does not come, or a page to sign in comes instead, the still pictures stay.
const arrived = (answer) => (answer.ok && !answer.redirected ? answer.json().then(begin) : null);
if (player) fetch(player.dataset.moves).then(arrived, () => null);
