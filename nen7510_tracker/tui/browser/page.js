// Keys go to the program as soon as it has drawn itself: nobody should have to click first.
new MutationObserver((_changes, observer) => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys && document.body.classList.contains("-first-byte")) {
    observer.disconnect();
    keys.focus();
  }
}).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["class"] });
