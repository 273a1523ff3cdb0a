// Nothing but the way back: from here the browser restores the page that was left, if it kept it.

addEventListener("pageshow", () => setTimeout(() => history.back(), 300));
