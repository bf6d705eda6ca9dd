/* Search, sort and filter. Everything can be read without it; every state stands in the address, so that it can be sent on.
   The part behind # carries it, because a page opened from disk may change no other part. */
(() => {
  "use strict";

  const readState = () => new URLSearchParams(location.hash.slice(1).includes("=") ? location.hash.slice(1) : "");
  const writeState = state => {
    const kept = new URLSearchParams([...state].filter(([, value]) => value));
    const hash = kept.toString();
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };
  const fold = text => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");

  /* Lists: a form above a table filters its rows, buttons in its head sort them. */
  const startListing = table => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const form = document.querySelector("form[data-filter]");
    const heads = [...table.tHead.rows[0].cells];
    const texts = rows.map(row => fold(row.textContent));
    const valueOf = (row, column, kind) => {
      const cell = row.cells[column];
      const value = cell.dataset.value ?? cell.textContent.trim();
      return kind === "number" ? parseFloat(value.replace(/[^\d.eE+-]/g, "")) : fold(value);
    };
    const compare = (a, b) => (typeof a === "number" ? (isNaN(a) - isNaN(b) || a - b) : (a === "") - (b === "") || a.localeCompare(b));

    const apply = () => {
      const state = readState();
      const wanted = fold(state.get("q") ?? "").split(/\s+/).filter(Boolean);
      const status = state.get("status") ?? "";
      let shown = 0;
      rows.forEach((row, i) => {
        const fits = wanted.every(word => texts[i].includes(word)) && (!status || row.dataset.status === status);
        row.hidden = !fits;
        shown += fits;
      });
      const [column, order] = (state.get("sort") ?? "").split("-");
      const index = column === "" ? -1 : Number(column);
      heads.forEach((head, i) => head.dataset.sort && head.setAttribute("aria-sort", i !== index ? "none" : order === "down" ? "descending" : "ascending"));
      const sorted = [...rows];
      if (heads[index]?.dataset.sort) {
        const kind = heads[index].dataset.sort;
        const sign = order === "down" ? -1 : 1;
        sorted.sort((a, b) => sign * compare(valueOf(a, index, kind), valueOf(b, index, kind)));
      }
      body.append(...sorted);
      if (form) form.querySelector("output").textContent = shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
    };

    heads.forEach((head, i) => {
      if (!head.dataset.sort) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const state = readState();
        const first = head.dataset.sort === "number" && !head.textContent.includes("#") ? "down" : "up";
        const [column, order] = (state.get("sort") ?? "").split("-");
        const next = column !== String(i) ? first : order === first ? (first === "up" ? "down" : "up") : "";
        state.set("sort", next && `${i}-${next}`);
        writeState(state);
        apply();
      });
    });
    if (form) {
      form.hidden = false;
      const fill = () => {
        const state = readState();
        for (const field of form.elements) if (field.name && field.value !== (state.get(field.name) ?? "")) field.value = state.get(field.name) ?? "";
      };
      form.addEventListener("submit", event => event.preventDefault());
      form.addEventListener("input", event => {
        const state = readState();
        state.set(event.target.name, event.target.value);
        writeState(state);
        apply();
      });
      window.addEventListener("hashchange", () => { fill(); apply(); });
      fill();
    }
    apply();
  };

  /* The search page: all names of all topics, ranked by MiniSearch, better known ones first. */
  const startSearch = list => {
    const field = document.getElementById("find");
    const status = document.getElementById("search-status");
    const rows = (window.methodDriftIndex ?? []).map(([kind, name, more, aliases, address, weight], id) => ({ id, kind, name, more, aliases, address, weight }));
    const index = new MiniSearch({
      fields: ["name", "aliases", "more"],
      processTerm: term => fold(term) || null,
      searchOptions: { boost: { name: 4, aliases: 2 }, prefix: true, fuzzy: term => (term.length > 4 ? 0.2 : false), combineWith: "AND" },
    });
    index.addAll(rows);
    const show = () => {
      const query = field.value.trim();
      const found = query ? index.search(query, { boostDocument: id => 1 + Math.log1p(rows[id].weight) / 4 }).slice(0, 50) : [];
      list.replaceChildren(...found.map(({ id }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const name = document.createElement("p");
        const more = document.createElement("p");
        link.href = rows[id].address;
        link.textContent = rows[id].name;
        name.className = "name";
        more.className = "quiet";
        more.textContent = `${rows[id].kind} · ${rows[id].more}`;
        name.append(link);
        item.append(name, more);
        return item;
      }));
      status.textContent = query ? (found.length ? `${found.length === 50 ? "The first 50" : found.length} found for “${query}”` : `Nothing found for “${query}”`) : "Type a name: of a method, a paper, a benchmark.";
    };
    const read = () => { field.value = readState().get("q") ?? new URLSearchParams(location.search).get("q") ?? ""; show(); };
    field.addEventListener("input", () => { writeState(new URLSearchParams({ q: field.value })); show(); });
    field.form.addEventListener("submit", event => { event.preventDefault(); show(); list.querySelector("a")?.focus(); });
    window.addEventListener("hashchange", read);
    read();
    field.focus();
  };

  /* A link to a receipt or table inside a closed part opens it. */
  const openTarget = () => {
    const target = location.hash.length > 1 && !location.hash.includes("=") ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  };

  /* Tables and pictures wider than the screen: they fade where they run on, and the first of each kind says that they move. */
  const watchEdges = kind => {
    let hint = null;
    const look = part => {
      const hidden = part.scrollWidth - part.clientWidth;
      part.classList.toggle("runs-on", hidden - part.scrollLeft > 2);
      if (hint) {
        if (hint.nextSibling === part) hint.hidden = hidden <= 2;
      } else if (hidden > 2) {
        hint = document.createElement("p");
        hint.className = "hint";
        hint.textContent = "Wider than the screen: move it sideways →";
        part.before(hint);
      }
    };
    const observer = new ResizeObserver(entries => entries.forEach(entry => look(entry.target)));
    document.querySelectorAll(kind).forEach(part => {
      observer.observe(part);
      part.addEventListener("scroll", () => look(part), { passive: true });
    });
  };

  document.querySelectorAll("table[data-listing]").forEach((table, i) => { if (i === 0) startListing(table); });
  const results = document.getElementById("search-results");
  if (results && window.MiniSearch) startSearch(results);
  window.addEventListener("hashchange", openTarget);
  openTarget();
  watchEdges(".scroll");
  watchEdges(".crop");
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.look").forEach(part => { part.open = true; }));
})();
