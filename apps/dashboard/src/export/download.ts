/** Hands a file to the browser to keep. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the content by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}

/** A file's name out of what it holds: my-website_slowest-pages.csv */
export function fileName(parts: readonly string[], extension: "csv" | "png"): string {
  const plain = parts.map((part) =>
    part
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, ""),
  );
  return `${plain.filter((part) => part !== "").join("_")}.${extension}`;
}
