// Additions to a page that is whole without them: copy buttons in each row, and "/" to go to the search field.
"use strict";

(() => {
  const field = document.getElementById("query");

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.altKey || event.metaKey || !field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  const shortcut = document.getElementById("shortcut");
  if (field && shortcut) {
    shortcut.hidden = false;
    field.setAttribute("aria-keyshortcuts", "/");
  }

  const table = document.querySelector("table");
  // Browsers give the clipboard only to pages from the same machine or over TLS.
  if (!table || !navigator.clipboard) return;

  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("role", "status");
  table.after(spoken);

  const button = (text, what, label) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = text;
    // What stands on a button is part of its name, for those who speak to it.
    element.setAttribute("aria-label", text === "copy" ? `copy ${label}` : `copy ${text} ${label}`);
    element.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(what);
        spoken.textContent = `${label} copied`;
        element.textContent = "copied";
      } catch {
        spoken.textContent = "copying is not allowed here";
        element.textContent = "not allowed";
      }
      setTimeout(() => { element.textContent = text; }, 1500);
    });
    return element;
  };

  const heading = document.createElement("th");
  heading.scope = "col";
  heading.className = "copy";
  heading.textContent = "Copy";
  table.tHead.rows[0].append(heading);

  for (const row of table.tBodies[0].rows) {
    const code = row.querySelector(".code").textContent;
    const name = row.querySelector(".name").textContent;
    const cell = row.insertCell();
    cell.className = "copy";
    cell.append(button("copy", row.querySelector(".char").dataset.char, name), button("code", code, code));
  }
})();
