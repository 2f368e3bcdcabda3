// The buttons over a list of cases: show all of them, or those of one kind.
for (const section of document.querySelectorAll(".cases")) {
  const buttons = section.querySelectorAll("button");
  const rows = section.querySelectorAll("tr");
  for (const button of buttons) {
    const kind = button.dataset.show;
    const count = kind === "all" ? rows.length : section.querySelectorAll(`tr.${kind}`).length;
    button.textContent += ` (${count})`;
    button.hidden = count === 0;
    button.addEventListener("click", () => {
      for (const row of rows) row.hidden = kind !== "all" && !row.classList.contains(kind);
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    });
  }
}
