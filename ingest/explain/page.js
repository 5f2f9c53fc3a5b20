"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const {rows, names, columns, sha256} = data;
const byId = (id) => document.getElementById(id);
const textRoot = byId("text"), card = byId("card"), editor = byId("edit"), sheet = byId("sheet");
const marks = [...textRoot.querySelectorAll("mark")];
const rowsOf = new Map();
rows.forEach((row, index) => {
  row.index = index;
  rowsOf.set(row.highlight, [...(rowsOf.get(row.highlight) || []), row]);
});

// ---- small helpers ----

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}
const codePoints = (text) => Array.from(text).length;
const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};
function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch { /* a page opened from a file may have no storage */ }
  return null;
}

// ---- the card beside a value ----

let pinned = null;
const narrow = matchMedia("(max-width: 64rem)"); // the card lies at the foot of the page

function fieldList(row) {
  const list = element("dl");
  const tell = (name, ...values) => values.some((value) => value) && list.append(element("dt", {}, name), element("dd", {}, ...values));
  const code = names.indicators[row.indicator] ? element("code", {}, ` ${row.indicator}`) : "";
  tell("Chỉ tiêu", names.indicators[row.indicator] || row.indicator, code, ` · tin cậy ${Math.round(100 * row.indicator_score)} %`);
  tell("Cấp", names.levels[row.level]);
  tell("Năm", row.year === null ? names.no_year : String(row.year), ` · ${row.year_rule_name}`);
  tell("Giá trị", `${names.comparators[row.comparator]} ${row.value_low}${row.value_high === null ? "" : ` đến ${row.value_high}`} ${names.units[row.unit]}`);
  tell("Là", row.change ? names.changes[row.change] : "", row.baseline_year ? ` so với năm ${row.baseline_year}` : "");
  tell("Giai đoạn", row.period_start ? `từ năm ${row.period_start}` : "");
  tell("Phạm vi", row.scope);
  tell("Địa phương", row.locality);
  tell("Mục", row.section);
  tell("Quy tắc", element("code", {}, row.rule), row.derived ? ` · ${names.derived}, không nêu trực tiếp` : "");
  return list;
}

function rowArticle(row) {
  const head = element("h3", {}, element("span", {className: "tag"}, `${names.kind_signs[row.kind]} ${names.kinds[row.kind]}`), row.figure,
    element("span", {}, `  ·  ${row.year === null ? names.no_year : row.year}  ·  ${names.levels[row.level]}`));
  const signed = row.correction ? element("div", {className: "signed"},
    `✎ ${row.correction.author}, ${row.correction.date}: ${row.correction.reason}`, element("br"),
    element("small", {}, row.read_as ? `Máy đọc: ${row.read_as}` : "Máy không đọc ra dòng này.")) : null;
  const waiting = collected.find((line) => line.row === row.index);
  const pending = waiting ? element("div", {className: "signed"}, `Chờ ghi: ${summary(waiting.cells)}`) : null;
  const buttons = element("p", {className: "buttons"},
    element("button", {type: "button", className: "quiet", onclick: () => openEditor("drop", row)}, "Bỏ dòng này"),
    element("button", {type: "button", onclick: () => openEditor("set", row)}, "Sửa"));
  if (rowsOf.get(row.highlight).length < 3) return element("article", {className: row.kind}, head, fieldList(row), signed, pending, buttons);
  return element("article", {className: row.kind}, element("details", {open: Boolean(signed || pending)},
    element("summary", {}, head), fieldList(row), signed, pending, buttons));
}

function showCard(mark, pin) {
  if (pinned && !pin) return;
  hideCard(true);
  const number = Number(mark.dataset.highlight);
  card.replaceChildren(...rowsOf.get(number).map(rowArticle));
  card.hidden = false;
  card.scrollTop = 0;
  mark.classList.add("now");
  byId("list").querySelectorAll(`a[data-highlight="${number}"]`).forEach((link) => link.classList.add("now"));
  pinned = pin ? mark : null;
  const place = mark.getClientRects()[0] || mark.getBoundingClientRect();
  const below = place.bottom + 8 + card.offsetHeight < innerHeight;
  card.style.top = `${below ? place.bottom + 8 : Math.max(8, place.top - card.offsetHeight - 8)}px`;
  card.style.left = `${Math.max(8, Math.min(place.left - 20, innerWidth - card.offsetWidth - 16))}px`;
  const hidden = place.bottom - card.getBoundingClientRect().top;
  if (pin && narrow.matches && hidden > 0) scrollBy(0, hidden + 12);
}

function hideCard(force) {
  if (pinned && !force) return;
  card.hidden = true;
  pinned = null;
  document.querySelectorAll(".now").forEach((marked) => marked.classList.remove("now"));
}

let leaving = 0;
const leave = () => { leaving = setTimeout(() => hideCard(false), 250); };
const stay = () => clearTimeout(leaving);
card.addEventListener("pointerenter", stay);
card.addEventListener("pointerleave", leave);
for (const mark of marks) {
  mark.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") { stay(); showCard(mark, false); } });
  mark.addEventListener("pointerleave", leave);
  mark.addEventListener("focus", () => showCard(mark, false));
  mark.addEventListener("click", () => showCard(mark, true));
}
document.addEventListener("click", (event) => {
  if (!event.target.closest("mark, #card, dialog, #list, button")) hideCard(true);
});
addEventListener("scroll", () => { if (!card.hidden && !pinned) hideCard(true); }, {passive: true});

function goTo(mark) {
  document.body.classList.remove("show-list");
  mark.scrollIntoView({block: "center"});
  mark.focus({preventScroll: true});
  requestAnimationFrame(() => showCard(mark, true));
}
byId("list").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-highlight]");
  if (!link) return;
  event.preventDefault();
  goTo(byId(`m${link.dataset.highlight}`));
});
byId("open-list").addEventListener("click", () => document.body.classList.toggle("show-list"));

function step(forward) {
  const shown = marks.filter((mark) => !mark.classList.contains("off"));
  const here = shown.indexOf(document.activeElement);
  const next = here < 0 ? (forward ? 0 : shown.length - 1) : here + (forward ? 1 : -1);
  if (shown[next]) goTo(shown[next]);
}
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "n" || event.key === "p") step(event.key === "n");
  if (event.key === "Escape") { hideCard(true); document.body.classList.remove("show-list"); }
  if (event.target.matches("mark") && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    showCard(event.target, true);
  }
});

// ---- filters ----

function filter() {
  const kinds = new Set([...document.querySelectorAll("input[name=kind]:checked")].map((box) => box.value));
  const wanted = byId("indicator").value;
  const shown = (row) => kinds.has(row.kind) && (!wanted || row.indicator === wanted);
  for (const mark of marks) mark.classList.toggle("off", !rowsOf.get(Number(mark.dataset.highlight)).some(shown));
  for (const item of byId("list").querySelectorAll("li[data-row]")) item.hidden = !shown(rows[item.dataset.row]);
  hideCard(true);
}
document.querySelectorAll("input[name=kind], #indicator").forEach((control) => control.addEventListener("change", filter));

// ---- corrections: collected here, kept in a CSV ----

let collected = []; // {cells: one line of the CSV, row: index of the row it is about, or null}
const FIELDS = ["kind", "indicator", "comparator", "value_low", "value_high", "unit", "change", "baseline_year", "scope", "locality"];
const CAN_BE_EMPTIED = ["change", "baseline_year", "scope", "locality"];
const asText = (value) => (value === null || value === undefined ? "" : String(value));

function identity(cells) {
  return ["value_start", "value_end", "level", "year", "read_indicator"].map((name) => cells[name] || "").join("|");
}

// A row is named as it was read; one that a correction made, as that correction names it.
function identityOf(row) {
  const read = row.read || row.correction.names;
  const twins = rows.filter((other) => other.read && row.read && other.start === row.start && other.end === row.end
    && other.read.level === read.level && other.read.year === read.year);
  return {document: sha256, value_start: String(row.start), value_end: String(row.end), value_text: row.value_text,
    level: read.level, year: asText(read.year), read_indicator: twins.length > 1 || !row.read ? read.indicator : ""};
}

function summary(cells) {
  const what = `${names.actions[cells.action] || cells.action} ${cells.value_text} (${names.levels[cells.level] || cells.level}, ${cells.year || names.no_year})`;
  const said = {kind: names.kinds, indicator: names.indicators, new_level: names.levels, comparator: names.comparators,
    unit: names.units, change: names.changes};
  const told = Object.keys(names.fields).filter((name) => cells[name])
    .map((name) => [names.fields[name] && `, ${names.fields[name]}`, cells[name] === "-" ? "(để trống)" : (said[name] || {})[cells[name]] || cells[name]].filter(Boolean).join(" "));
  return told.length ? `${what}: ${told.join(" ").replace(/^, /, "").replaceAll(" ,", ",")}` : what;
}

function keep(cells, row) {
  collected = collected.filter((line) => line.cells.document !== sha256 || identity(line.cells) !== identity(cells));
  collected.push({cells, row});
  changed();
}

function changed() {
  byId("pending").textContent = collected.length;
  const waiting = new Set(collected.filter((line) => line.row !== null).map((line) => rows[line.row].highlight));
  for (const mark of marks) mark.classList.toggle("pending", waiting.has(Number(mark.dataset.highlight)));
  byId("collected").replaceChildren(...collected.map((line, index) => element("li", {},
    `${line.cells.document === sha256 ? "" : "(văn bản khác) "}${summary(line.cells)} — ${line.cells.author}, ${line.cells.date}: ${line.cells.reason} `,
    element("button", {type: "button", className: "quiet", onclick: () => { collected.splice(index, 1); changed(); }}, "Xóa"))));
  if (!collected.length) byId("collected").replaceChildren(element("p", {}, "Chưa có chỗ sửa nào. Bấm vào một số liệu, hoặc chọn một đoạn chữ."));
  remember(`thuocdo ${sha256}`, JSON.stringify(collected));
}

// ---- the form ----

let editing = null; // {action, row, place}
const form = editor.querySelector("form");

function aroundMark(mark) {
  const near = (node) => (node ? node.textContent : "");
  return [near(mark.previousSibling).slice(-120), element("b", {}, mark.textContent), near(mark.nextSibling).slice(0, 120)];
}

function openEditor(action, row, place) {
  editing = {action, row, place};
  const titles = {set: "Sửa số liệu", drop: "Bỏ số liệu này", add: "Thêm số liệu máy bỏ sót"};
  byId("edit-title").textContent = titles[action];
  editor.querySelector(".quoted").replaceChildren(...(row ? aroundMark(byId(`m${row.highlight}`)) : [place.text]));
  editor.querySelector(".fields").hidden = action === "drop";
  for (const input of editor.querySelectorAll(".fields [name]")) {
    input.disabled = action === "drop";
    input.value = asText((row || place.guess)[input.name]);
  }
  form.elements.author.value = remember("thuocdo author") || "";
  form.elements.date.value = today();
  form.elements.reason.value = "";
  editor.querySelector(".problem").textContent = "";
  editor.showModal();
}

function filled() {
  const values = Object.fromEntries(new FormData(form));
  for (const name of ["value_low", "value_high"]) values[name] = (values[name] || "").replace(",", ".");
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));
}

function problemOf(values) {
  if (editing.action === "drop") return "";
  const between = values.comparator === "between";
  if (between !== Boolean(values.value_high)) return "Giá trị thứ hai chỉ điền khi so sánh là “trong khoảng”.";
  if (between && Number(values.value_high) <= Number(values.value_low)) return "Giá trị thứ hai phải lớn hơn giá trị đầu.";
  if (values.unit === "percent" && Number(values.value_low) > 1000) return "Tỷ lệ phần trăm không thể lớn như vậy.";
  return "";
}

function cellsOf(values) {
  const {action, row, place} = editing;
  const blank = Object.fromEntries(columns.map((name) => [name, ""]));
  const signed = {author: values.author, date: values.date, reason: values.reason};
  const cells = {...blank, ...(row ? identityOf(row) : {document: sha256, ...place.cells}), action, ...signed};
  if (action === "drop") return cells;
  if (action === "add") {
    for (const name of FIELDS) cells[name] = values[name];
    return {...cells, level: values.level, year: values.year};
  }
  const {level, year} = identityOf(row);
  const read = row.read || {level, year};
  for (const name of ["kind", "comparator", "value_low", "value_high", "unit"]) cells[name] = values[name];
  for (const name of ["indicator", ...CAN_BE_EMPTIED]) {
    if ((values[name] || "") !== asText(read[name])) cells[name] = values[name] || "-";
  }
  if (values.level !== read.level) cells.new_level = values.level;
  if (values.year !== asText(read.year)) cells.new_year = values.year || "-";
  return cells;
}

form.addEventListener("submit", (event) => {
  const values = filled();
  const problem = problemOf(values);
  editor.querySelector(".problem").textContent = problem;
  if (problem) { event.preventDefault(); return; }
  remember("thuocdo author", values.author);
  keep(cellsOf(values), editing.row ? editing.row.index : null);
  hideCard(true);
});
for (const button of document.querySelectorAll("dialog button[value=cancel]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

// ---- a row that the reader missed ----

function selectedPlace() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!textRoot.contains(range.startContainer) || !textRoot.contains(range.endContainer)) return null;
  const text = range.toString().trim();
  if (!text || codePoints(text) > 400) return null;
  const before = document.createRange();
  before.setStart(textRoot, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const said = range.toString();
  const start = codePoints(before.toString()) + codePoints(said.slice(0, said.indexOf(text)));
  const figure = (text.match(/[0-9]+(?:[.,][0-9]+)*/) || [""])[0].replace(/[.](?=[0-9]{3}(?:[^0-9]|$))/g, "").replace(",", ".");
  const guess = {kind: "target", indicator: "other", level: "all", year: "", comparator: "=", value_low: figure, value_high: "",
    unit: text.includes("%") ? "percent" : "count", change: "", baseline_year: "", scope: "", locality: ""};
  return {text, guess, box: range.getBoundingClientRect(),
    cells: {value_start: String(start), value_end: String(start + codePoints(text)), value_text: text}};
}
const addButton = byId("add-here");
let chosen = null;
document.addEventListener("selectionchange", () => {
  chosen = selectedPlace();
  addButton.hidden = !chosen;
  if (!chosen) return;
  addButton.style.top = `${Math.min(innerHeight - 60, chosen.box.bottom + 8)}px`;
  addButton.style.left = `${Math.max(8, Math.min(chosen.box.left, innerWidth - 320))}px`;
});
addButton.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
addButton.addEventListener("click", () => { addButton.hidden = true; openEditor("add", null, chosen); });

// ---- the CSV ----

const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const asCsv = () => [columns, ...collected.map((line) => columns.map((name) => line.cells[name] || ""))]
  .map((line) => line.map(quoted).join(",") + "\r\n").join("");

function parseCsv(text) {
  const lines = [[""]];
  const delimiter = text.split("\n", 1)[0].split(";").length > text.split("\n", 1)[0].split(",").length ? ";" : ",";
  let inside = false;
  const write = (letter) => { lines.at(-1)[lines.at(-1).length - 1] += letter; };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (inside && letter === '"' && text[at + 1] === '"') { write('"'); at += 1; }
    else if (letter === '"') inside = !inside;
    else if (!inside && letter === delimiter) lines.at(-1).push("");
    else if (!inside && letter === "\n") lines.push([""]);
    else if (inside || letter !== "\r") write(letter);
  }
  return lines.filter((line) => line.some((cell) => cell.trim()));
}

function readCsv(text) {
  const [header, ...lines] = parseCsv(text.replace(/^\ufeff/, ""));
  const missing = ["document", "value_start", "value_end", "level", "year", "action"].filter((name) => !header.includes(name));
  if (missing.length) throw new Error(`Tệp này không phải phiếu sửa: thiếu cột ${missing.join(", ")}.`);
  for (const line of lines) {
    const cells = Object.fromEntries(header.map((name, index) => [name.trim(), line[index] || ""]));
    const row = rows.find((each) => cells.document === sha256 && identity(identityOf(each)) === identity(cells));
    if (cells.document === sha256) keep(cells, row ? row.index : null);
    else collected.push({cells, row: null});
  }
  changed();
}

byId("open-sheet").addEventListener("click", () => { sheet.querySelector(".problem").textContent = ""; sheet.showModal(); });
byId("download").addEventListener("click", () => {
  const file = new Blob(["\ufeff", asCsv()], {type: "text/csv;charset=utf-8"});
  const link = element("a", {href: URL.createObjectURL(file), download: `${data.name}.corrections.csv`});
  link.click();
  URL.revokeObjectURL(link.href);
});
byId("open-csv").addEventListener("change", async (event) => {
  try {
    readCsv(await event.target.files[0].text());
    sheet.querySelector(".problem").textContent = "";
  } catch (error) {
    sheet.querySelector(".problem").textContent = error.message;
  }
  event.target.value = "";
});

try {
  collected = JSON.parse(remember(`thuocdo ${sha256}`) || "[]").filter((line) => line.row === null || rows[line.row]);
} catch { collected = []; }
changed();
document.body.dataset.ready = "yes";
