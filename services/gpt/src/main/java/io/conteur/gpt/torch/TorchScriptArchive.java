package io.conteur.gpt.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source into the archive that {@code torch::jit::load} reads: a zip of
 * uncompressed entries, whose {@code data.pkl} has the module's class and attributes (pickle
 * protocol 2). So no Python is needed to build a model.
 */
final class TorchScriptArchive {
    private static final byte[] VERSION = "10\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();

    private TorchScriptArchive() {}

    /**
     * The archive's bytes.
     *
     * @param className the module's class in {@code source}
     * @param attributes every attribute the class declares besides {@code training}: integers,
     *     doubles, and empty lists
     */
    static byte[] pack(String className, String source, Map<String, ?> attributes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "archive/version", VERSION);
            put(zip, "archive/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "archive/constants.pkl", EMPTY_TUPLE);
            put(zip, "archive/data.pkl", new TorchScriptArchive().module(className, attributes));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private byte[] module(String className, Map<String, ?> attributes) {
        write(0x80, 2);
        text("c__torch__\n" + className + "\n");
        write(')', 0x81, '}', '(');
        string("training");
        write(0x89);
        attributes.forEach(this::attribute);
        write('u', 'b', '.');
        return pickle.toByteArray();
    }

    private void attribute(String name, Object value) {
        string(name);
        if (value instanceof Integer number) {
            write('J');
            littleEndian(number);
        } else if (value instanceof Double number) {
            write('G');
            pickle.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        } else if (value instanceof List<?> list && list.isEmpty()) {
            write(']');
        } else {
            throw new IllegalArgumentException("an attribute cannot be " + value);
        }
    }

    private void string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write('X');
        littleEndian(bytes.length);
        pickle.writeBytes(bytes);
    }

    private void text(String text) {
        pickle.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void littleEndian(int number) {
        pickle.writeBytes(
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(number)
                        .array());
    }

    private void write(int... bytes) {
        for (int b : bytes) {
            pickle.write(b);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(data);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(data.length);
        entry.setCompressedSize(data.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }
}
