// Large files: sent in pieces, each kept when it came, so that a cut line goes on by itself.

const one = (marks, within = document) => within.querySelector(marks);
const token = () => one("meta[name=csrf-token]")?.content ?? "";

function uploading(box) {
  const form = box.closest("form");
  const [bar, words, stop] = [one("progress", box), one("[role=status]", box), one("button", box)];
  const piece = Number(box.dataset.piece);
  let work = null;
  const tell = (text) => {
    words.textContent = text;
  };
  const post = async (address, fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    const options = { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "error" };
    const answer = await fetch(address, { ...options, credentials: "same-origin", signal: work.signal });
    const told = await answer.json().catch(() => null);
    if (answer.ok && told) return told;
    const later = answer.status >= 500 || answer.status === 429 || answer.status === 408;
    throw Object.assign(new Error("not taken"), { final: !later, said: told?.said });
  };
  // What the line loses is sent again, ever more slowly; what is refused with a sentence is not.
  const patiently = async (address, fields) => {
    const since = new Date();
    for (let wait = 1; ; wait = Math.min(wait * 2, 30)) {
      try {
        return await post(address, fields);
      } catch (error) {
        if (error.final || work.signal.aborted) throw error;
        const clock = { hour: "2-digit", minute: "2-digit", hour12: false };
        tell(box.dataset.waiting.replace("{time}", new Intl.DateTimeFormat("en-GB", clock).format(since)));
        await new Promise((go) => setTimeout(go, wait * 1000));
      }
    }
  };
  const send = async (file) => {
    const about = { name: file.name, size: file.size, modified: file.lastModified };
    const begun = await patiently(box.dataset.uploads, about);
    const there = new Set(begun.received);
    const count = Math.ceil(file.size / piece);
    const show = (number) => {
      const sent = Math.min(number * piece, file.size);
      bar.value = (100 * sent) / file.size;
      const megabytes = (bytes) => Math.round(bytes / 1048576);
      const said = box.dataset.sending.replace("{part}", megabytes(sent));
      tell(said.replace("{whole}", megabytes(file.size)));
    };
    for (let number = 0; number < count; number += 1) {
      show(number);
      if (there.has(number)) continue;
      const part = file.slice(number * piece, (number + 1) * piece);
      await patiently(`${box.dataset.uploads}/${begun.upload}/pieces`, { number, piece: part });
    }
    show(count);
    tell(box.dataset.checking);
    const done = await patiently(`${box.dataset.uploads}/${begun.upload}/finish`, {});
    work = null;
    location.assign(done.url);
  };
  form.addEventListener(
    "submit",
    (event) => {
      const file = one("input[type=file]", form).files[0];
      if (work) event.preventDefault();
      if (work || !file || file.size <= piece) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      work = new AbortController();
      box.hidden = false;
      send(file).catch((error) => {
        tell((!work.signal.aborted && error.said) || box.dataset.stopped);
        work = null;
      });
    },
    true,
  );
  stop.addEventListener("click", () => work?.abort());
  addEventListener("beforeunload", (event) => {
    if (work) event.preventDefault();
  });
}

for (const box of document.querySelectorAll("[data-uploads]")) uploading(box);
