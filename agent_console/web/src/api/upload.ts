/** Sending one file as the body of a request, with how much of it has gone: videos take their time on a phone. */

import { translate } from "@/i18n";
import { ApiError } from "./http";

/** ``path`` below /api; ``progress`` is told shares from 0 to 1. Refusals are the server's own sentence. */
export function upload<T>(path: string, file: Blob, progress: (share: number) => void = () => undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api${path}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, "Offline", translate("error.offline"), translate("error.offlineRemedy"), {}));
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status < 400) return resolve(body as T);
      const error = (body.error ?? {}) as { code?: string; what?: string; remedy?: string };
      reject(new ApiError(request.status, error.code ?? "HTTP", error.what ?? translate("error.http", { status: request.status }), error.remedy ?? "", body));
    };
    request.send(file);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
