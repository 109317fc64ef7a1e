// A terminal as HTML: a program runs in tmux, and what tmux shows is drawn with its colours.

import { execFileSync } from "node:child_process";

export const COLUMNS = 100;
const WAIT_MS_MAX = 20_000;
const LOOK_AGAIN_MS = 50;

// A shell of its own, on a server of tmux of its own, that knows `charfinder` and nothing of the surroundings.
export class Terminal {
  constructor(name, rows, program) {
    this.socket = `charfinder-${name}-${process.pid}`;
    const folder = program.slice(0, program.lastIndexOf("/"));
    const environment = [`PATH=${folder}:${process.env.PATH}`, "PS1=$ ", "LC_ALL=C.UTF-8", "TERM=tmux-256color", "HOME=/nonexistent"];
    this.tmux("-f", "/dev/null", "new-session", "-d", "-x", String(COLUMNS), "-y", String(rows),
      "env", "-i", ...environment, "bash", "--norc", "--noprofile");
  }

  tmux(...words) {
    return execFileSync("tmux", ["-u", "-L", this.socket, ...words], { encoding: "utf8" });
  }

  // Types a line and waits until `until` finds on the screen what it looks for.
  async type(line, until) {
    this.tmux("send-keys", "-l", line);
    // Only what comes behind the line counts: before its echo the screen still ends in the prompt that it is typed at.
    await this.wait({ test: (screen) => screen.endsWith(line) });
    this.tmux("send-keys", "Enter");
    await this.wait(until);
  }

  async press(key, until) {
    this.tmux("send-keys", key);
    await this.wait(until);
  }

  async wait(until) {
    const deadline = Date.now() + WAIT_MS_MAX;
    while (!until.test(this.tmux("capture-pane", "-p").trimEnd())) {
      if (Date.now() > deadline) throw new Error(`not shown: ${until.source ?? "the line"}\n${this.tmux("capture-pane", "-p")}`);
      await new Promise((done) => { setTimeout(done, LOOK_AGAIN_MS); });
    }
  }

  // The screen as lines of HTML, empty lines at its end left out.
  html() {
    return this.tmux("capture-pane", "-e", "-p").trimEnd().split("\n").map(lineToHtml).join("\n");
  }

  end() {
    this.tmux("kill-server");
  }
}

const COLOURS = ["#000", "#f08a80", "#9cd68f", "#e6c66a", "#92a8ff", "#d49be8", "#74cfd8", "#e8e6e0"];

class Style {
  constructor() { Object.assign(this, { bold: false, dim: false, underline: false, inverse: false, colour: null, ground: null }); }

  apply(codes) {
    for (let at = 0; at < codes.length; at++) {
      const code = codes[at];
      if (code === 0) Object.assign(this, new Style());
      else if (code === 1) this.bold = true;
      else if (code === 2) this.dim = true;
      else if (code === 4) this.underline = true;
      else if (code === 7) this.inverse = true;
      else if (code === 22) this.bold = this.dim = false;
      else if (code === 24) this.underline = false;
      else if (code === 27) this.inverse = false;
      else if (code >= 30 && code <= 37) this.colour = COLOURS[code - 30];
      else if (code >= 90 && code <= 97) this.colour = code === 90 ? "#8b8f9c" : COLOURS[code - 90];
      else if (code === 39) this.colour = null;
      else if (code >= 40 && code <= 47) this.ground = COLOURS[code - 40];
      else if (code >= 100 && code <= 107) this.ground = code === 100 ? "#3a3e4a" : COLOURS[code - 100];
      else if (code === 49) this.ground = null;
      else if (code === 38 || code === 48) {
        const [value, used] = extended(codes.slice(at + 1));
        this[code === 38 ? "colour" : "ground"] = value;
        at += used;
      }
    }
  }

  css() {
    const colour = this.inverse ? this.ground ?? "#16181d" : this.colour;
    const ground = this.inverse ? this.colour ?? "#d9d7d0" : this.ground;
    return [
      this.bold && "font-weight:700", this.dim && !this.inverse && "opacity:.65", this.underline && "text-decoration:underline",
      colour && `color:${colour}`, ground && `background:${ground}`,
    ].filter(Boolean).join(";");
  }
}

// The colours behind 38 and 48: `5;n` and `2;r;g;b`.
function extended([kind, ...rest]) {
  if (kind === 2) return [`rgb(${rest.slice(0, 3).join(",")})`, 4];
  const [n] = rest;
  if (n < 16) return [COLOURS[n % 8], 2];
  if (n >= 232) return [`rgb(${Array(3).fill(8 + (n - 232) * 10).join(",")})`, 2];
  const part = (value) => (value === 0 ? 0 : 55 + value * 40);
  return [`rgb(${part(Math.floor((n - 16) / 36))},${part(Math.floor((n - 16) / 6) % 6)},${part((n - 16) % 6)})`, 2];
}

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });
const WIDE = /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u;

function lineToHtml(line) {
  const style = new Style();
  let html = "";
  for (const part of line.split(/(\x1b\[[0-9;:]*m)/)) {
    const codes = /^\x1b\[([0-9;:]*)m$/.exec(part)?.[1];
    if (codes !== undefined) style.apply(codes.split(/[;:]/).map(Number));
    else if (part) html += `<span style="${style.css()}">${cells(part)}</span>`;
  }
  return html;
}

// Whatever font a character comes from, it takes the cells that the terminal gave it.
function cells(text) {
  let html = "";
  for (const { segment } of clusters.segment(text)) {
    if (/^[ -~]$/.test(segment)) html += segment.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
    else html += `<i style="width:${WIDE.test(segment) ? 2 : 1}ch">${segment}</i>`;
  }
  return html;
}

// Pictures are drawn in a page without a script: it only has to be laid out.
export const page = (title, html) => `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><style>
  body { margin: 0; padding: 18px; background: #e9e6de; width: max-content; }
  figure { margin: 0; border-radius: 10px; overflow: hidden; background: #16181d; box-shadow: 0 6px 24px #0003; }
  figcaption { padding: 7px 14px; background: #23262e; color: #a5a8b5; font: 13px "Noto Sans", sans-serif; text-align: center; }
  pre { margin: 0; padding: 14px 18px; color: #d9d7d0; font: 15px/1.4 "DejaVu Sans Mono", monospace; width: ${COLUMNS}ch; }
  i { display: inline-block; font: inherit; font-family: "DejaVu Sans Mono", "Noto Color Emoji", "Noto Sans Symbols 2", "Noto Sans Math"; text-align: center; line-height: 1; white-space: nowrap; }
</style><figure><figcaption>${title}</figcaption><pre>${html}</pre></figure></html>`;
