// The half of the panel that runs in the browser: photos and the camera. See nbs/06c_panel.ipynb.
const PAGE = `<div style="border:2px dashed #999;border-radius:8px;padding:12px;text-align:center">
  <label>Arrastre fotos aquí o <input type="file" accept="image/*" multiple></label>
  <button type="button" class="start">Usar la cámara</button>
  <button type="button" class="shot" hidden>Tomar la foto</button>
  <div role="status" aria-live="polite"></div>
  <video autoplay playsinline muted hidden style="max-width:320px"></video></div>`;

async function snapshot(image, width, height) {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(width), Math.round(height)];
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.92));
  return blob.arrayBuffer();
}
async function reduced(file) {  // large photos, upright
  if (file.size < 3e6) return file.arrayBuffer();
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, 2000/Math.max(image.width, image.height));
    return await snapshot(image, image.width*scale, image.height*scale);
  } catch { return file.arrayBuffer(); }  // a format that the browser does not know
}
function render({ model, el }) {
  el.innerHTML = PAGE;
  const [drop, input, start, shot, status, video] =
    ['div', 'input', '.start', '.shot', '[role=status]', 'video'].map(o => el.querySelector(o));
  const send = (name, bytes) => model.send({ kind: 'photo', name }, undefined, [bytes]);
  const sendAll = async files => {
    for (const file of files) {
      status.textContent = `Leyendo ${file.name}…`;
      send(file.name, await reduced(file));
    }
    status.textContent = '';
  };
  const camera = stream => {
    if (!stream) video.srcObject?.getTracks().forEach(o => o.stop());
    video.srcObject = stream;
    video.hidden = shot.hidden = !stream;
    start.hidden = !!stream;
  };
  input.onchange = () => { sendAll([...input.files]); input.value = ''; };
  drop.ondragover = e => e.preventDefault();
  drop.ondrop = e => { e.preventDefault(); sendAll([...e.dataTransfer.files]); };
  start.onclick = async () => {
    try {
      camera(await navigator.mediaDevices.getUserMedia({ video: true }));
      status.textContent = '';
    } catch (e) {
      status.textContent = `No se puede usar la cámara: ${e.message || 'aquí no la hay'}`;
    }
  };
  shot.onclick = async () => {
    send('cámara.jpg', await snapshot(video, video.videoWidth, video.videoHeight));
    camera(null);
  };
  return () => camera(null);
}
export default { render };
