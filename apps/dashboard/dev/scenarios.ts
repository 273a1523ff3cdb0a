import type { Scale } from "./answers.ts";

/** A mock project for each state worth looking at. */
export const scenarios: Readonly<Record<string, { about: string; demo: boolean; scale: Scale }>> = {
  demo: { about: "a normal week, labelled as demo data", demo: true, scale: { views: 1_240, pages: 14, text: same } },
  "my-website": { about: "a normal week", demo: false, scale: { views: 8_320, pages: 32, text: same } },
  arriving: {
    about: "empty for the first 15 s after it was first looked at",
    demo: false,
    scale: { views: 1, pages: 1, text: same },
  },
  empty: { about: "never had a page view", demo: false, scale: { views: 0, pages: 0, text: same } },
  quiet: { about: "has events, but none in any range", demo: false, scale: { views: 0, pages: 0, text: same } },
  huge: {
    about: "forty million page views a day",
    demo: false,
    scale: { views: 40_000_000, pages: 10_000, text: same },
  },
  hostile: { about: "every text tries to break out", demo: false, scale: { views: 900, pages: 12, text: hostile } },
  broken: { about: "every answer is a 503", demo: false, scale: { views: 0, pages: 0, text: same } },
};

function same(plain: string): string {
  return plain;
}

const attacks = [
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  "\u202Egnp.exe\u202C\u0000\u0007",
  "x".repeat(1_800),
  '=HYPERLINK("https://evil.example")',
  "عربي ١٢٣ עברית",
  "Z̷̡͙a̵l̶g̸o̷ 👩‍👩‍👧‍👦🏴‍☠️",
  '"><script>alert(1)</script>',
];

/** Always the same attack for the same text; they stay different from each other, as names must. */
function hostile(plain: string): string {
  const sum = [...plain].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return `/${attacks[sum % attacks.length]}${plain}`;
}
