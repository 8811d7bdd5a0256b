// The interactive map. All that it shows is in the element "data"; nothing is fetched, and names go into the document as
// text only. What tests look at is in the data attributes of the root element: ready, layer, day, picked, rows, classes.
(() => {
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const byID = id => document.getElementById(id);
const state = document.documentElement.dataset;
const word = key => data.words[key] ?? key;
const isEnglish = data.lang === 'en';
const isPhone = () => window.matchMedia('(max-width: 760px)').matches;
const canHover = window.matchMedia('(hover: hover)').matches;
const villages = data.villages;
const outside = villages.length;

// Text

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
const digits = new Intl.NumberFormat('en-US');
const grouped = number => digits.format(number);
// As on the command line: 99.96 % is not all, and one of ten thousand is not none.
function percent(part, whole) {
  if (whole === 0) return '–';
  let tenths = Math.round(part / whole * 1000);
  if (part < whole) tenths = Math.min(tenths, 999);
  if (part > 0) tenths = Math.max(tenths, 1);
  return `${Math.floor(tenths / 10)}.${tenths % 10} %`;
}
const fill = (key, ...values) => word(key).replace(/\{(\d)\}/g, (_, i) => values[i]);
const share = (part, whole) => whole === 0 ? word('none expected')
  : fill('{0} of {1} ({2})', grouped(part), grouped(whole), percent(part, whole));
// A name from data may turn the direction of all that follows it.
const isolated = text => `\u2068${text}\u2069`;
const nameOf = place => (isEnglish && place.en) || place.name || '';
const groupText = g => g < 0 ? word('no group') : data.groups[g].id;
const townshipText = t => t < 0 ? '' : nameOf(data.townships[t]);
const dayText = number => new Date(number * 86400000).toISOString().slice(0, 10);

// Figures of each village on the chosen day: households expected and visited, enterprises likewise, visits, open issues

const width = 6;
const figures = new Int32Array((outside + 1) * width);
const cellFigures = new Int32Array((data.cells.length + 1) * 2);
const last = data.days.length - 1;
let frame = -1;

function apply(changes, target, columns) {
  for (let k = 0; k < changes.length; k += columns + 1) {
    for (let c = 0; c < columns; c++) target[changes[k] * columns + c] += changes[k + 1 + c];
  }
}
function goTo(wanted) {
  if (wanted < frame) {
    figures.fill(0);
    cellFigures.fill(0);
    frame = -1;
  }
  while (frame < wanted) {
    frame++;
    apply(data.frames[frame], figures, width);
    if (data.cellFrames.length) apply(data.cellFrames[frame], cellFigures, 2);
  }
}
const figure = (i, column) => figures[i * width + column];
const expected = i => figure(i, 0) + figure(i, 2);
const visited = i => figure(i, 1) + figure(i, 3);
const gapsOf = i => expected(i) - visited(i);
const isLast = () => frame === last;

// Classes

const breaks = data.breaks;
function coverageClass(seen, all) {
  if (all === 0) return -1;
  if (seen === 0) return 0;
  if (seen >= all) return breaks.length + 2;
  let step = 1;
  while (step <= breaks.length && seen * 100 >= breaks[step - 1] * all) step++;
  return step;
}
const countClass = (count, ends) => {
  for (let k = 0; k < ends.length; k++) if (count <= ends[k]) return k;
  return ends.length - 1;
};

// Shapes

function latLngs(shape) {
  return shape.map(polygon => polygon.map(ring => {
    let [x, y] = data.origin;
    const points = [];
    for (let k = 0; k < ring.length; k += 2) {
      x += ring[k];
      y += ring[k + 1];
      points.push([y / 1e5, x / 1e5]);
    }
    return points;
  }));
}
// Where a name stands: the middle of the widest stretch of the largest part on a few lines across it.
function middle(shape) {
  let best = null;
  for (const polygon of shape) {
    const ys = polygon[0].map(p => p[0]);
    const low = Math.min(...ys), high = Math.max(...ys);
    for (const part of [.5, .38, .62, .27, .73]) {
      const y = low + (high - low) * part;
      const crossings = [];
      for (const ring of polygon) {
        for (let k = 0; k < ring.length; k++) {
          const a = ring[k], b = ring[(k + 1) % ring.length];
          if ((a[0] > y) !== (b[0] > y)) crossings.push(a[1] + (y - a[0]) / (b[0] - a[0]) * (b[1] - a[1]));
        }
      }
      crossings.sort((a, b) => a - b);
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        const room = (crossings[k + 1] - crossings[k]) * (1 - Math.abs(part - .5));
        if (!best || room > best.room) {
          best = {room, width: crossings[k + 1] - crossings[k], at: [y, (crossings[k] + crossings[k + 1]) / 2]};
        }
      }
    }
  }
  return best;
}

// The map

const map = L.map('map', {
  preferCanvas: true, zoomControl: false, attributionControl: false, zoomSnap: .25, zoomDelta: .75, maxZoom: 18, minZoom: 3,
  wheelPxPerZoomLevel: 90, fadeAnimation: false,
});
const zoom = L.control.zoom({position: 'topleft', zoomInTitle: word('zoom in'), zoomOutTitle: word('zoom out')}).addTo(map);
L.control.scale({imperial: false, position: 'bottomleft'}).addTo(map);
for (const name of ['lines', 'points', 'pick']) map.createPane(name).style.pointerEvents = 'none';
map.getPane('lines').style.zIndex = 420;
map.getPane('points').style.zIndex = 430;
map.getPane('pick').style.zIndex = 440;
map.createPane('names').style.zIndex = 610;
map.getPane('names').style.pointerEvents = 'none';
const renderers = ['overlayPane', 'lines', 'points', 'pick'].map(pane => L.canvas({pane, padding: .3}));

const shapes = villages.map(village => latLngs(village.shape));
const polygons = shapes.map((shape, i) => L.polygon(shape, {renderer: renderers[0], smoothFactor: .6, weight: 1}));
const townshipShapes = data.townships.map(township => latLngs(township.shape));
const bounds = L.latLngBounds([]);
for (const polygon of polygons) if (!polygon.isEmpty()) bounds.extend(polygon.getBounds());
const ground = L.layerGroup(polygons);
let cellPolygons = null, cellGround = null;
const townshipLines = L.layerGroup(townshipShapes.map(shape => L.polygon(shape, {
  renderer: renderers[1], interactive: false, fill: false, color: '#20262d', weight: 1.9, opacity: .85, smoothFactor: .6,
})));
// Over cells, the villages' borders alone.
let villageLines = null;
const drawVillageLines = () => L.layerGroup(shapes.map(shape => L.polygon(shape, {
  renderer: renderers[1], interactive: false, fill: false, color: '#39424c', weight: .8, opacity: .55, smoothFactor: .6,
})));

// Layers

const colours = data.colours;
const inGround = {color: '#39424c', weight: .7, opacity: .6, fillOpacity: 1};

const layers = {
  coverage: {
    colour: i => fillOf(coverageClass(visited(i), expected(i))),
    step: i => coverageClass(visited(i), expected(i)),
    key: () => coverageKey(villages.map((_, i) => coverageClass(visited(i), expected(i)))),
    title: 'coverage by village',
  },
  gaps: {
    step: i => expected(i) === 0 ? -1 : gapsOf(i) === 0 ? 0 : 1 + countClass(gapsOf(i), data.gapEnds),
    colour: i => countColour(layers.gaps.step(i), colours.gaps, colours.free),
    key: () => countKey(layers.gaps, data.gapEnds, colours.gaps, 'no gap'),
    title: 'targets not yet visited',
  },
  allocation: {
    step: i => villages[i].group,
    colour: i => villages[i].group < 0 ? colours.free : areaColour(villages[i].group),
    key: () => groupKey(),
    title: 'allocation by group',
    isThere: data.groups.length > 0 && (data.planned),
    ofCell: c => data.cells[c].group < 0 ? colours.free : areaColour(data.cells[c].group),
    hasCells: data.plannedByCell,
  },
  cells: {
    step: c => coverageClass(cellFigures[c * 2 + 1], cellFigures[c * 2]),
    ofCell: c => fillOf(layers.cells.step(c)),
    key: () => coverageKey(data.cells.map((_, c) => layers.cells.step(c))),
    title: 'coverage by cell',
    isThere: data.cells.length > 0,
    hasCells: true,
  },
  issues: {
    step: i => figure(i, 5) === 0 ? 0 : 1 + countClass(figure(i, 5), data.issueEnds),
    colour: i => countColour(layers.issues.step(i), colours.issues, colours.free),
    key: () => countKey(layers.issues, data.issueEnds, colours.issues, 'no open issue'),
    title: 'open issues by village',
    isThere: data.hasIssues,
  },
};
const fillOf = step => step < 0 ? colours.empty : colours.coverage[step];
const countColour = (step, ramp, none) => step < 0 ? colours.empty : step === 0 ? none : ramp[step - 1];
const areaColour = g => colours.areas[data.groups[g].colour % colours.areas.length];
let layer = 'coverage';

function swatch(colour) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', 22);
  svg.setAttribute('height', 13);
  svg.setAttribute('aria-hidden', 'true');
  const box = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [key, value] of Object.entries({x: .5, y: .5, width: 21, height: 12, fill: colour, stroke: '#39424c'})) {
    box.setAttribute(key, value);
  }
  svg.append(box);
  return svg;
}
function keyRows(rows) {
  const list = element('ul');
  for (const [colour, text, count] of rows) {
    const item = element('li');
    item.append(swatch(colour), element('span', text));
    if (count !== undefined) item.append(element('span', grouped(count)));
    list.append(item);
  }
  return list;
}
function coverageKey(steps) {
  const rows = data.classes.map((text, step) => [colours.coverage[step], text, steps.filter(s => s === step).length]);
  rows.reverse();
  const empty = steps.filter(s => s < 0).length;
  if (empty) rows.push([colours.empty, word('nothing expected'), empty]);
  return keyRows(rows);
}
function countKey(of, ends, ramp, none) {
  const steps = villages.map((_, i) => of.step(i));
  const number = step => steps.filter(s => s === step).length;
  const rows = ends.map((end, k) => {
    const from = k === 0 ? 1 : ends[k - 1] + 1;
    const isOpen = k === ends.length - 1;
    return [ramp[k], isOpen ? fill('{0} or more', grouped(from)) : from === end ? grouped(end) : `${grouped(from)} – ${grouped(end)}`,
      number(k + 1)];
  });
  rows.reverse();
  rows.push([colours.free, word(none), number(0)]);
  if (number(-1)) rows.push([colours.empty, word('nothing expected'), number(-1)]);
  return keyRows(rows);
}
function groupKey() {
  const box = element('div');
  const isOf = new Set((data.plannedByCell ? data.cells : villages).map(place => place.group));
  box.append(element('p', fill('{0} groups; neighbours differ in colour', grouped([...isOf].filter(g => g >= 0).length))));
  if (isOf.has(-1)) box.append(keyRows([[colours.free, word('no group')]]));
  return box;
}

function paint() {
  const shown = layers[layer];
  if (shown.hasCells) {
    if (!cellPolygons) {
      cellPolygons = data.cells.map(cell => L.polygon(latLngs(cell.shape), {
        renderer: renderers[0], smoothFactor: .3, ...inGround, weight: .4,
      }));
      cellGround = L.layerGroup(cellPolygons);
      villageLines = drawVillageLines();
      cellPolygons.forEach((polygon, c) => listen(polygon, () => cellTip(c), () => villageAt));
    }
    cellPolygons.forEach((polygon, c) => recolour(polygon, shown.ofCell(c)));
  } else {
    polygons.forEach((polygon, i) => recolour(polygon, shown.colour(i)));
  }
  const wanted = shown.hasCells ? [cellGround, villageLines] : [ground];
  for (const group of [ground, cellGround, villageLines]) {
    if (!group) continue;
    if (wanted.includes(group)) map.addLayer(group); else map.removeLayer(group);
  }
  const key = byID('key');
  key.replaceChildren(element('h2', word(shown.title)), shown.key());
  if (layer !== 'allocation' && !isLast()) key.append(element('p', fill('on {0}', dayText(data.days[frame]))));
  const classes = {};
  const count = shown.hasCells && shown.step === layers.cells.step ? data.cells.length : villages.length;
  for (let i = 0; i < count; i++) classes[shown.step(i)] = (classes[shown.step(i)] ?? 0) + 1;
  state.classes = JSON.stringify(classes);
  state.layer = layer;
}
function recolour(polygon, colour) {
  if (polygon.options.fillColor !== colour) polygon.setStyle({...inGround, weight: polygon.options.weight === .4 ? .4 : .7, fillColor: colour});
}

// Pointing at places

let tip = null;
const villageAt = null;
function listen(polygon, text, pickOf) {
  if (canHover) {
    polygon.on('mouseover', event => {
      tip = tip ?? L.tooltip({direction: 'auto', offset: [12, 0]});
      tip.setContent(text()).setLatLng(event.latlng);
      map.openTooltip(tip);
    });
    polygon.on('mousemove', event => tip && tip.setLatLng(event.latlng));
    polygon.on('mouseout', () => tip && map.closeTooltip(tip));
  }
  polygon.on('click', event => {
    L.DomEvent.stop(event);
    const i = pickOf() ?? villageUnder(event.latlng);
    if (i !== null) pick(i, {zoom: false});
  });
}
// By ray casting (even-odd): over cells, which village was meant.
function villageUnder(at) {
  for (let i = 0; i < shapes.length; i++) {
    if (polygons[i].isEmpty() || !polygons[i].getBounds().contains(at)) continue;
    let isInside = false;
    for (const polygon of shapes[i]) {
      for (const ring of polygon) {
        for (let k = 0; k < ring.length; k++) {
          const a = ring[k], b = ring[(k + 1) % ring.length];
          if ((a[0] > at.lat) !== (b[0] > at.lat) && at.lng < a[1] + (at.lat - a[0]) / (b[0] - a[0]) * (b[1] - a[1])) {
            isInside = !isInside;
          }
        }
      }
    }
    if (isInside) return i;
  }
  return null;
}
polygons.forEach((polygon, i) => listen(polygon, () => villageTip(i), () => i));

function villageTip(i) {
  const box = element('div');
  box.append(element('b', isolated(nameOf(villages[i]))));
  const line = text => box.append(element('div', text));
  if (layer === 'allocation') {
    line(groupLine(villages[i].group));
  } else if (layer === 'issues') {
    line(fill('{0} open issues', grouped(figure(i, 5))));
  } else {
    line(`${word('households')} ${share(figure(i, 1), figure(i, 0))}`);
    if (figure(i, 2)) line(`${word('enterprises')} ${share(figure(i, 3), figure(i, 2))}`);
    line(fill('{0} gaps', grouped(gapsOf(i))));
  }
  return box;
}
function cellTip(c) {
  const box = element('div');
  box.append(element('b', `${word('cell')} ${data.cells[c].label}`));
  if (layer === 'allocation') box.append(element('div', groupLine(data.cells[c].group)));
  box.append(element('div', `${word('visited')} ${share(cellFigures[c * 2 + 1], cellFigures[c * 2])}`));
  return box;
}
function groupLine(g) {
  if (g < 0) return word('no group');
  const group = data.groups[g];
  return [group.id, group.name].filter(Boolean).join(' ') + (group.leader ? ` · ${word('leader')} ${group.leader}` : '');
}

// One place

let picked = -1;
let outline = null;

function pick(i, {zoom = true, focus = false} = {}) {
  picked = i;
  state.picked = i < 0 ? '' : villages[i].code;
  if (outline) outline.remove();
  outline = null;
  if (i >= 0 && !polygons[i].isEmpty()) {
    outline = L.layerGroup([
      L.polygon(shapes[i], {renderer: renderers[3], interactive: false, fill: false, color: '#fff', weight: 7, opacity: .95}),
      L.polygon(shapes[i], {renderer: renderers[3], interactive: false, fill: false, color: '#b5179e', weight: 3.2, opacity: 1}),
    ]).addTo(map);
    if (isPhone() && document.body.dataset.sheet !== 'full') setSheet('half');
    if (zoom) map.fitBounds(polygons[i].getBounds(), {maxZoom: 14.5, padding: [60, 60]});
  }
  showPlace();
  if (i >= 0) byID('contents').scrollTop = 0;
  for (const row of byID('rows').children) row.classList.toggle('picked', Number(row.dataset.i) === i);
  if (focus) byID('place').querySelector('h2')?.focus();
}
function showPlace() {
  const box = byID('place');
  box.hidden = picked < 0;
  box.replaceChildren();
  if (picked < 0) return;
  const village = villages[picked];
  const heading = element('h2', isolated(nameOf(village)), {tabindex: '-1'});
  if (village.must) heading.append(element('span', word('must-visit'), {class: 'must'}));
  const other = isEnglish ? village.en && village.name : village.en;
  box.append(heading, element('p', [other, townshipText(village.township), village.code].filter(Boolean).join(' · ')));
  const close = element('button', '×', {id: 'close', type: 'button', 'aria-label': word('close')});
  close.addEventListener('click', () => { pick(-1); byID('search').focus(); });
  box.append(close);
  const list = element('dl');
  const row = (key, value) => list.append(element('dt', word(key)), value instanceof Node ? value : element('dd', value));
  row('households', word('visited') + ' ' + share(figure(picked, 1), figure(picked, 0)));
  if (figure(picked, 2)) row('enterprises', word('visited') + ' ' + share(figure(picked, 3), figure(picked, 2)));
  if (isLast()) row('priority', priorityText(village.priority));
  row('visits made', grouped(figure(picked, 4)) + (isLast() && village.last !== null ? ` · ${fill('last on {0}', dayText(village.last))}` : ''));
  row('group', groupLine(village.group));
  if (gapsOf(picked) === 0) {
    row('gaps', expected(picked) === 0 ? word('nothing expected') : word('none'));
  } else if (isLast()) {
    const reasons = element('ul');
    for (let k = 0; k < village.reasons.length; k += 2) {
      reasons.append(element('li', `${word(data.reasons[village.reasons[k]])} ${grouped(village.reasons[k + 1])}`));
    }
    const cell = element('dd', grouped(gapsOf(picked)));
    cell.append(reasons);
    row('gaps', cell);
  } else {
    row('gaps', grouped(gapsOf(picked)));
  }
  if (isLast() && village.verified !== null) row('verified', grouped(village.verified));
  if (isLast() && village.unproven !== null) row('unproven', grouped(village.unproven));
  if (isLast() && village.issues) {
    const [filed, resolved, escalated, overdue] = village.issues;
    row('issues', fill('{0} filed, {1} resolved, {2} escalated, {3} open, {4} overdue', ...[
      filed, resolved, escalated, figure(picked, 5), overdue].map(grouped)));
  }
  if (isLast() && village.excluded) row('excluded', grouped(village.excluded));
  if (isLast() && village.missing) row('without coordinates', grouped(village.missing));
  box.append(list);
  if (!isLast()) box.append(element('p', fill('on {0}', dayText(data.days[frame]))));
}
function priorityText(priority) {
  switch (priority.length) {
    case 2: return word('visited') + ' ' + share(priority[1], priority[0]);
    case 1: return fill('{0} expected; visited: withheld', grouped(priority[0]));
    case 3: return priority.join('');
    default: return word('withheld');
  }
}

// Headline figures

function headline() {
  const sum = column => {
    let total = 0;
    for (let i = 0; i <= outside; i++) total += figure(i, column);
    return total;
  };
  let withTargets = 0, reached = 0;
  for (let i = 0; i < outside; i++) {
    if (expected(i) > 0) withTargets++;
    if (visited(i) > 0) reached++;
  }
  const households = [sum(1), sum(0)], enterprises = [sum(3), sum(2)];
  const rows = [['households visited', ...households], ['enterprises visited', ...enterprises]];
  if (data.priority.length === 2 && data.priority[0] > 0 && isLast()) rows.push(['priority visited', data.priority[1], data.priority[0]]);
  rows.push(['villages reached', reached, withTargets]);
  const list = byID('figures');
  list.replaceChildren();
  const add = (key, strong, rest) => {
    const box = element('div');
    const value = element('dd');
    value.append(element('b', strong), rest ?? '');
    box.append(element('dt', word(key)), value);
    list.append(box);
  };
  for (const [key, part, whole] of rows) {
    if (whole > 0) add(key, percent(part, whole), fill('{0} of {1}', grouped(part), grouped(whole)));
  }
  add('gaps', grouped(households[1] - households[0] + enterprises[1] - enterprises[0]));
  if (data.hasIssues) add('open issues', grouped(sum(5)));
  state.visited = String(households[0] + enterprises[0]);
}

// The list of gaps

const columns = [
  {key: 'village', of: i => nameOf(villages[i]), up: true}, {key: 'township', of: i => townshipText(villages[i].township), up: true},
  {key: 'group', of: i => villages[i].group < 0 ? '' : groupText(villages[i].group), up: true},
  {key: 'gaps', of: i => gapsOf(i), number: true}, {key: 'covered', of: i => visited(i) / expected(i), number: true, up: true},
];
let sorting = {column: 3, up: false};
const page = 200;
let limit = page;
const collator = new Intl.Collator(data.lang === 'en' ? 'en' : 'zh-Hans-CN', {numeric: true});

function matches(i) {
  const [township, group, reason] = ['by-township', 'by-group', 'by-reason'].map(id => byID(id).value);
  const village = villages[i];
  return gapsOf(i) > 0 && (township === '' || village.township === Number(township)) && (group === '' || village.group === Number(group))
    && (!byID('by-must').checked || village.must) && (reason === '' || hasReason(village, Number(reason)));
}
function hasReason(village, reason) {
  for (let k = 0; k < village.reasons.length; k += 2) if (village.reasons[k] === reason) return true;
  return false;
}
function showList() {
  const {of, number} = columns[sorting.column];
  const sign = sorting.up ? 1 : -1;
  const rows = villages.map((_, i) => i).filter(matches);
  const values = new Map(rows.map(i => [i, of(i)]));
  rows.sort((a, b) => sign * (number ? values.get(a) - values.get(b) : collator.compare(values.get(a), values.get(b)))
    || gapsOf(b) - gapsOf(a) || a - b);
  const body = byID('rows');
  body.replaceChildren();
  for (const i of rows.slice(0, limit)) body.append(listRow(i));
  byID('sum').textContent = rows.length === 0 ? word('no gaps')
    : fill('{0} gaps in {1} villages', grouped(rows.reduce((sum, i) => sum + gapsOf(i), 0)), grouped(rows.length));
  const more = byID('more');
  more.hidden = rows.length <= limit;
  more.textContent = fill('show {0} more', grouped(rows.length - limit));
  byID('columns').querySelectorAll('th').forEach((cell, k) => {
    if (k === sorting.column) cell.setAttribute('aria-sort', sorting.up ? 'ascending' : 'descending');
    else cell.removeAttribute('aria-sort');
  });
  state.rows = String(rows.length);
}
function listRow(i) {
  const village = villages[i];
  const row = element('tr', null, {'data-i': i});
  if (i === picked) row.className = 'picked';
  const name = element('td');
  name.append(element('button', isolated(nameOf(village)), {type: 'button'}));
  if (village.must) name.append(element('span', word('must-visit'), {class: 'must'}));
  const done = element('td', percent(visited(i), expected(i)), {class: 'number', title: share(visited(i), expected(i))});
  const bar = element('span', null, {class: 'bar', 'aria-hidden': 'true'});
  const inner = element('i');
  inner.style.width = `${Math.round(100 * visited(i) / expected(i))}%`;
  bar.append(inner);
  done.append(bar);
  row.append(name, element('td', townshipText(village.township)), element('td', groupText(village.group)),
    element('td', grouped(gapsOf(i)), {class: 'number'}), done);
  return row;
}

// Searching

const searchKeys = villages.map(village => [village.name, village.en, village.code].filter(Boolean).map(text => text.toLowerCase()));
let found = [], active = -1;

function search() {
  const text = byID('search').value.trim().toLowerCase();
  const ranked = [];
  if (text) {
    searchKeys.forEach((keys, i) => {
      const rank = Math.min(...keys.map(key => key === text ? 0 : key.startsWith(text) ? 1 : key.includes(text) ? 2 : 9));
      if (rank < 9) ranked.push([rank, i]);
    });
  }
  ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  found = ranked.slice(0, 12).map(([, i]) => i);
  active = found.length ? 0 : -1;
  const list = byID('found');
  list.replaceChildren();
  found.forEach((i, k) => {
    const item = element('li', isolated(nameOf(villages[i])) + ' ', {role: 'option', id: `found-${k}`});
    item.append(element('small', [townshipText(villages[i].township), villages[i].code].filter(Boolean).join(' · ')));
    item.addEventListener('mousedown', event => { event.preventDefault(); choose(k); });
    list.append(item);
  });
  if (text && !found.length) list.append(element('li', word('nothing found'), {role: 'option', 'aria-disabled': 'true'}));
  list.hidden = !text;
  byID('search').setAttribute('aria-expanded', String(!list.hidden));
  activate();
}
function activate() {
  byID('found').querySelectorAll('li').forEach((item, k) => item.setAttribute('aria-selected', String(k === active)));
  if (active >= 0) {
    byID('search').setAttribute('aria-activedescendant', `found-${active}`);
    byID(`found-${active}`).scrollIntoView({block: 'nearest'});
  } else {
    byID('search').removeAttribute('aria-activedescendant');
  }
}
function closeFound() {
  byID('found').hidden = true;
  byID('search').setAttribute('aria-expanded', 'false');
  byID('search').removeAttribute('aria-activedescendant');
}
function choose(k) {
  if (k < 0 || k >= found.length) return;
  byID('search').value = nameOf(villages[found[k]]);
  closeFound();
  pick(found[k]);
}

// Names on the map: townships from afar, villages where there is room

const centres = shapes.map(middle);
const townshipCentres = townshipShapes.map(middle);
const names = L.layerGroup().addTo(map);

function showNames() {
  names.clearLayers();
  const view = map.getBounds();
  const size = map.getSize();
  const taken = [];
  const put = (text, at, kind, size, room) => {
    const wide = [...text].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e80 ? 1.02 : .56), 0) * size;
    if (room !== null && wide > room) return;
    const p = map.latLngToContainerPoint(at);
    const box = [p.x - wide / 2 - 3, p.y - size * .6 - 1, p.x + wide / 2 + 3, p.y + size * .6 + 1];
    if (taken.some(o => box[0] < o[2] && o[0] < box[2] && box[1] < o[3] && o[1] < box[3])) return;
    taken.push(box);
    const icon = L.divIcon({className: '', iconSize: [0, 0], html: element('span', text, {class: `name ${kind}`})});
    L.marker(at, {icon, pane: 'names', interactive: false, keyboard: false}).addTo(names);
  };
  const scale = map.latLngToContainerPoint([0, 1]).x - map.latLngToContainerPoint([0, 0]).x;
  const widths = centres.filter(Boolean).map(c => c.width * scale).sort((a, b) => a - b);
  const isNear = widths.length && widths[Math.floor(widths.length / 2)] > 70;
  if (!isNear) {
    townshipCentres.forEach((centre, t) => {
      const text = nameOf(data.townships[t]);
      if (centre && text && view.contains(centre.at)) put(text, centre.at, 'township', 13.5, centre.width * scale * 1.25);
    });
  }
  if (widths.length && widths[Math.floor(widths.length / 2)] > 34) {
    const order = villages.map((_, i) => i).filter(i => centres[i] && view.contains(centres[i].at))
      .sort((a, b) => centres[b].room - centres[a].room).slice(0, 400);
    for (const i of order) {
      const text = layer === 'allocation' && villages[i].group >= 0 ? groupText(villages[i].group) : nameOf(villages[i]);
      put(text, centres[i].at, '', 12, centres[i].width * scale * 1.1);
    }
  }
}

// Days

let timer = null;
function showDay(wanted) {
  goTo(wanted);
  const text = dayText(data.days[frame]);
  byID('day').value = frame;
  byID('day').setAttribute('aria-valuetext', text);
  byID('date').textContent = text;
  state.day = text;
  paint();
  headline();
  showPlace();
  showList();
}
function playIcon(isPlaying) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', 16);
  svg.setAttribute('height', 16);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', isPlaying ? 'M3 2h4v12H3zM9 2h4v12H9z' : 'M4 1.5v13l10-6.5z');
  svg.append(path);
  byID('play').replaceChildren(svg);
  byID('play').setAttribute('aria-label', word(isPlaying ? 'pause' : 'play'));
  byID('play').title = word(isPlaying ? 'pause' : 'play');
}
function stop() {
  clearInterval(timer);
  timer = null;
  playIcon(false);
}
function play() {
  if (timer) return stop();
  if (isLast()) showDay(0);
  playIcon(true);
  timer = setInterval(() => {
    if (isLast()) return stop();
    showDay(frame + 1);
    if (isLast()) stop();
  }, Math.max(60, Math.min(350, 15000 / data.days.length)));
}

// The sheet of a phone

const sheets = {peek: '5.4rem', half: '46vh', full: '84vh'};
function setSheet(name) {
  document.body.dataset.sheet = name;
  document.documentElement.style.setProperty('--sheet', sheets[name]);
  byID('grip').setAttribute('aria-expanded', String(name !== 'peek'));
  map.invalidateSize({pan: false});
}
function dragSheet() {
  const grip = byID('grip');
  let from = null, hasMoved = false;
  grip.addEventListener('pointerdown', event => {
    from = {y: event.clientY, height: byID('panel').offsetHeight};
    hasMoved = false;
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener('pointermove', event => {
    if (!from) return;
    if (Math.abs(event.clientY - from.y) > 4) hasMoved = true;
    const height = Math.max(70, Math.min(window.innerHeight * .84, from.height + from.y - event.clientY));
    if (hasMoved) document.documentElement.style.setProperty('--sheet', `${height}px`);
  });
  const end = () => {
    if (!from) return;
    from = null;
    const part = byID('panel').offsetHeight / window.innerHeight;
    if (hasMoved) setSheet(part < .26 ? 'peek' : part < .64 ? 'half' : 'full');
  };
  grip.addEventListener('pointerup', end);
  grip.addEventListener('pointercancel', end);
  grip.addEventListener('click', () => {
    if (!hasMoved) setSheet({peek: 'half', half: 'full', full: 'peek'}[document.body.dataset.sheet]);
    hasMoved = false;
  });
}

// Printing: the map takes the width of the sheet, the list all its rows

let beforePrint = null;
window.addEventListener('beforeprint', () => {
  stop();
  beforePrint = {center: map.getCenter(), zoom: map.getZoom(), limit, box: map.getBounds()};
  limit = 2000;
  showList();
  document.documentElement.classList.add('printing');
  map.invalidateSize({pan: false, animate: false});
  map.fitBounds(picked >= 0 ? beforePrint.box : bounds, {animate: false, paddingTopLeft: [picked >= 0 ? 8 : 150, 8], paddingBottomRight: [8, 8]});
  showNames();
  // Leaflet draws on the next frame, which comes after the print.
  for (const renderer of renderers) {
    if (renderer._map && renderer._redraw) {
      renderer._update();
      renderer._redrawBounds = null;
      renderer._redraw();
    }
  }
  // Chromium prints the topmost canvas opaque: it takes the others under its own lines. All are of one size and place.
  const canvases = [...document.querySelectorAll('#map canvas')];
  const top = canvases.pop()?.getContext('2d');
  while (top && canvases.length) {
    top.save();
    top.setTransform(1, 0, 0, 1, 0, 0);
    top.globalAlpha = 1;
    top.globalCompositeOperation = 'destination-over';
    top.drawImage(canvases.pop(), 0, 0);
    top.restore();
  }
});
window.addEventListener('afterprint', () => {
  document.documentElement.classList.remove('printing');
  if (!beforePrint) return;
  limit = beforePrint.limit;
  showList();
  map.invalidateSize({pan: false, animate: false});
  map.setView(beforePrint.center, beforePrint.zoom, {animate: false});
});

// Beginning

function fillWords() {
  document.querySelectorAll('[data-word]').forEach(part => { part.textContent = word(part.dataset.word); });
  document.querySelectorAll('[data-label]').forEach(part => part.setAttribute('aria-label', word(part.dataset.label)));
  byID('search').placeholder = word('search');
  byID('title').textContent = isolated(data.title);
  byID('subtitle').textContent = fill('as of {0}', dayText(data.days[last]));
  const notes = [];
  if (data.missing) notes.push(fill('{0} targets without coordinates', grouped(data.missing)));
  if (data.excluded) notes.push(fill('{0} targets excluded from all figures', grouped(data.excluded)));
  if (data.suppress) notes.push(fill('counts of priority targets below {0} are withheld', data.suppress));
  byID('notes').textContent = notes.join(' · ');
  byID('personal').hidden = !data.points;
}
function addLayers() {
  const box = byID('layers');
  for (const [name, {isThere = true}] of Object.entries(layers)) {
    if (!isThere) continue;
    const choice = element('label');
    const input = element('input', null, {type: 'radio', name: 'layer', value: name});
    input.checked = name === layer;
    input.addEventListener('change', () => {
      layer = name;
      paint();
      showNames();
    });
    choice.append(input, element('span', word(`layer ${name}`)));
    box.append(choice);
  }
}
function addFilters() {
  const options = (id, rows) => {
    byID(id).append(element('option', word('all'), {value: ''}));
    for (const [value, text] of rows) byID(id).append(element('option', text, {value}));
    if (rows.length < 2) byID(id).parentElement.hidden = true;
    byID(id).addEventListener('change', () => { limit = page; showList(); });
  };
  const used = new Set(villages.map(village => village.township));
  options('by-township', data.townships.map((township, t) => [t, nameOf(township)]).filter(([t]) => used.has(t)));
  const groups = new Set(villages.map(village => village.group));
  options('by-group', data.groups.map((group, g) => [g, [group.id, group.name].filter(Boolean).join(' ')]).filter(([g]) => groups.has(g))
    .concat(groups.has(-1) && groups.size > 1 ? [[-1, word('no group')]] : []));
  options('by-reason', data.reasons.map((reason, r) => [r, word(reason)]).filter(([r]) => villages.some(village => hasReason(village, r))));
  byID('must-label').hidden = !villages.some(village => village.must);
  byID('by-must').addEventListener('change', () => { limit = page; showList(); });
}
function addColumns() {
  columns.forEach((column, k) => {
    const cell = element('th', null, {scope: 'col', class: column.number ? 'number' : ''});
    const button = element('button', word(column.key), {type: 'button'});
    button.addEventListener('click', () => {
      sorting = {column: k, up: sorting.column === k ? !sorting.up : Boolean(column.up)};
      showList();
    });
    cell.append(button);
    byID('columns').append(cell);
  });
}
function addPoints() {
  if (!data.points) return;
  let [x0, y0] = data.origin;
  const points = L.layerGroup(data.points.map(([id, village, reason, x, y]) => {
    const point = L.circleMarker([(y0 + y) / 1e5, (x0 + x) / 1e5], {
      renderer: renderers[2], radius: 3, weight: 1, color: '#fff', fillColor: '#8a1c12', fillOpacity: 1, interactive: false,
    });
    return point;
  }));
  points.addTo(map);
}
// The whole ground beside the key, where there is room for both.
const roomForKey = () => map.getSize().x > 760
  ? {paddingTopLeft: [230, 52], paddingBottomRight: [14, 14]} : {padding: [14, 14]};

function start() {
  fillWords();
  addLayers();
  addFilters();
  addColumns();
  map.fitBounds(bounds.isValid() ? bounds : [[-60, -170], [75, 170]], {animate: false, ...roomForKey()});
  map.setMinZoom(Math.max(0, map.getZoom() - 1.5));
  townshipLines.addTo(map);
  byID('day').max = last;
  byID('time').hidden = last === 0;
  playIcon(false);
  setSheet('peek');
  showDay(last);
  showNames();
  addPoints();
  map.on('zoomend moveend resize', showNames);
  map.on('click', () => pick(-1));
  byID('play').addEventListener('click', play);
  byID('day').addEventListener('input', () => { stop(); showDay(Number(byID('day').value)); });
  byID('more').addEventListener('click', () => { limit += page; showList(); });
  byID('rows').addEventListener('click', event => {
    const row = event.target.closest('tr');
    if (row) pick(Number(row.dataset.i));
  });
  byID('search').addEventListener('input', search);
  byID('search').addEventListener('focus', () => { if (byID('search').value) search(); });
  byID('search').addEventListener('blur', closeFound);
  byID('search').addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (byID('found').hidden) return search();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (found.length) active = (active + step + found.length) % found.length;
      activate();
    } else if (event.key === 'Enter') {
      if (byID('found').hidden) search();
      choose(active);
    } else if (event.key === 'Escape') {
      if (byID('found').hidden) byID('search').value = '';
      closeFound();
    }
  });
  document.addEventListener('keydown', event => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !isTyping) {
      event.preventDefault();
      byID('search').focus();
    } else if (event.key === 'Escape' && !isTyping && picked >= 0) {
      pick(-1);
    }
  });
  window.addEventListener('resize', () => map.invalidateSize({pan: false}));
  dragSheet();
}

start();
performance.mark('interactive');
state.ready = String(Math.round(performance.now()));
})();
