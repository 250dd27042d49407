// Sets <html data-theme> before the first paint; src/shell/theme.ts changes it later.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("groundstate.theme") || "system";
  } catch {
    // Storage may be blocked; the system preference then decides.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
