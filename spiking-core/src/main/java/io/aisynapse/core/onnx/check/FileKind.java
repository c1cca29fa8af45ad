package io.aisynapse.core.onnx.check;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Recognises files that are sent by mistake, by their first bytes alone. Nothing is ever unpacked or loaded. */
public enum FileKind {
    ZIP("a zip archive (a PyTorch checkpoint is one, too)", 0, "PK\u0003\u0004"),
    GZIP("a gzip file", 0, "\u001f\u008b"),
    PNG("a PNG image", 0, "\u0089PNG"),
    JPEG("a JPEG image", 0, "\u00ff\u00d8\u00ff"),
    GIF("a GIF image", 0, "GIF8"),
    PDF("a PDF document", 0, "%PDF"),
    ELF("an ELF program", 0, "\u007fELF"),
    PE("a Windows program", 0, "MZ"),
    TFLITE("a TensorFlow Lite model", 4, "TFL3"),
    HDF5("an HDF5 file (Keras?)", 0, "\u0089HDF"),
    NUMPY("a NumPy array", 0, "\u0093NUMPY"),
    ORT("an ONNX Runtime format model", 4, "ORTM"),
    GGUF("a GGUF model", 0, "GGUF"),
    SEVEN_ZIP("a 7z archive", 0, "7z\u00bc\u00af"),
    PICKLE_2("a Python pickle", 0, "\u0080\u0002"),
    PICKLE_3("a Python pickle", 0, "\u0080\u0003"),
    PICKLE_4("a Python pickle", 0, "\u0080\u0004"),
    PICKLE_5("a Python pickle", 0, "\u0080\u0005"),
    TAR("a tar archive", 257, "ustar");

    private final String text;
    private final int offset;
    private final byte[] magic;

    FileKind(String text, int offset, String magic) {
        this.text = text;
        this.offset = offset;
        this.magic = magic.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What the bytes look like, when that is surely not an ONNX model. */
    public static Optional<String> looksLike(byte[] bytes) {
        for (FileKind kind : values()) {
            if (kind.matches(bytes)) {
                return Optional.of(kind.text);
            }
        }
        return looksLikeText(bytes);
    }

    private boolean matches(byte[] bytes) {
        if (bytes.length < offset + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (bytes[offset + i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> looksLikeText(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, 256), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        if (head.startsWith("<!doctype html") || head.startsWith("<html")) {
            return Optional.of("an HTML page");
        }
        if (head.startsWith("<?xml") || head.startsWith("<svg")) {
            return Optional.of("an XML document");
        }
        if (head.startsWith("{\"") || head.startsWith("[{")) {
            return Optional.of("a JSON document");
        }
        return head.startsWith("version https://git-lfs") ? Optional.of("a Git LFS pointer") : Optional.empty();
    }
}
