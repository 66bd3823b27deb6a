/** A small picture of a picture. Drawn here, since the content security policy shows no `blob:` images, and large ones waste a phone. */

const SIDE = 184;

/** A data: URL, or nothing where the browser cannot read the file (HEIC, a video). */
export async function thumbnail(file: Blob): Promise<string> {
  if (!file.type.startsWith("image/")) return "";
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return "";
  const scale = Math.max(SIDE / picture.width, SIDE / picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const [width, height] = [picture.width * scale, picture.height * scale];
  canvas.getContext("2d")?.drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  picture.close();
  return canvas.toDataURL("image/jpeg", 0.8);
}
