package io.conteur.gpt.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes fp32 tensors in the <a href="https://huggingface.co/docs/safetensors">safetensors</a>
 * format, and reads fp32, fp16 and bf16: eight bytes of header length, a JSON header with each
 * tensor's type, shape and offsets, then the data, little-endian.
 */
public final class Safetensors {
    private static final int MAX_HEADER_BYTES = 16 << 20;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /** Name and shape of a tensor in a file. */
    public record Entry(String name, Shape shape) {
        long bytes() {
            return shape.size() * Float.BYTES;
        }
    }

    /** Writes tensors under the names and in the order of {@code entries}. */
    public static void write(Path file, List<Entry> entries, NDList tensors) throws IOException {
        try (FileChannel channel = create(file, entries)) {
            for (NDArray tensor : tensors) {
                writeFully(channel, tensor.toByteBuffer());
            }
        }
    }

    /** As the other {@code write}, of arrays. */
    public static void write(Path file, List<Entry> entries, List<float[]> tensors)
            throws IOException {
        try (FileChannel channel = create(file, entries)) {
            for (float[] tensor : tensors) {
                ByteBuffer bytes = littleEndian(tensor.length * Float.BYTES);
                bytes.asFloatBuffer().put(tensor);
                writeFully(channel, bytes);
            }
        }
    }

    private static FileChannel create(Path file, List<Entry> entries) throws IOException {
        byte[] header = header(entries);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            ByteBuffer start = littleEndian(Long.BYTES + header.length);
            start.putLong(header.length).put(header).flip();
            writeFully(channel, start);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The numbers of the tensors of {@code entries}, all finite, from a file of fp32, fp16 or bf16.
     *
     * @throws CheckpointException when the file is anything else
     */
    public static List<float[]> arrays(Path file, List<Entry> entries) throws IOException {
        return read(file, entries, Tensor::finite);
    }

    /**
     * Reads the tensors of {@code entries}. The file must have these and no others, which is
     * checked before memory is allocated for them.
     *
     * @throws CheckpointException when the file is anything else
     */
    public static NDList read(Path file, List<Entry> entries, NDManager manager)
            throws IOException {
        return new NDList(
                read(
                        file,
                        entries,
                        tensor ->
                                manager.create(tensor.bytes(), tensor.shape(), DataType.FLOAT32)));
    }

    /** Converts a tensor to the form in which the caller wants it. */
    interface Form<T> {
        T of(Tensor tensor) throws IOException;
    }

    /** A tensor of an open file, not yet read. */
    static final class Tensor {
        private final FileChannel channel;
        private final Path file;
        private final Entry entry;
        private final NumberType type;
        private final long start;

        private Tensor(FileChannel channel, Layout layout, Entry entry) throws IOException {
            Place place = place(layout, entry);
            this.channel = channel;
            this.file = layout.file;
            this.entry = entry;
            this.type = place.type;
            this.start = layout.dataStart + place.from;
        }

        Entry entry() {
            return entry;
        }

        Shape shape() {
            return entry.shape();
        }

        /** The bytes of an fp32 tensor. */
        ByteBuffer bytes() throws IOException {
            if (type != NumberType.F32) {
                throw new CheckpointException(
                        file, entry.name() + " is " + type + " instead of F32");
            }
            return readFully(channel, start, Math.toIntExact(entry.bytes()), file);
        }

        /**
         * The tensor's numbers, all finite. They are read through a small buffer, as a direct
         * buffer is freed only by garbage collection.
         *
         * @throws CheckpointException when one is infinite or not a number
         */
        float[] finite() throws IOException {
            float[] numbers = new float[Math.toIntExact(entry.shape().size())];
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            buffer.order(ByteOrder.LITTLE_ENDIAN);
            for (int read = 0; read < numbers.length; ) {
                int count = Math.min(numbers.length - read, BUFFER_BYTES / type.bytes);
                buffer.clear().limit(count * type.bytes);
                Safetensors.readFully(channel, start + (long) read * type.bytes, buffer, file);
                type.read(buffer.flip(), numbers, read, count);
                read += count;
            }
            requireFinite(numbers);
            return numbers;
        }

        private void requireFinite(float[] numbers) throws CheckpointException {
            float sum = 0; // Stays zero unless a number is not finite.
            for (float number : numbers) {
                sum += number * 0;
            }
            if (Float.isNaN(sum)) {
                throw new CheckpointException(
                        file, entry.name() + " holds what is not a finite number");
            }
        }
    }

    /** As the other {@code read}, into any form. */
    public static <T> List<T> read(Path file, List<Entry> entries, Form<T> form)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = readFully(channel, 0, Long.BYTES, file);
            long headerBytes = start.getLong();
            if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
                throw new CheckpointException(
                        file, "its header would have " + headerBytes + " bytes");
            }
            JsonObject header =
                    parse(readFully(channel, Long.BYTES, (int) headerBytes, file), file);
            return read(channel, new Layout(file, header, Long.BYTES + headerBytes), entries, form);
        }
    }

    private record Layout(Path file, JsonObject header, long dataStart) {}

    private static <T> List<T> read(
            FileChannel channel, Layout layout, List<Entry> entries, Form<T> form)
            throws IOException {
        check(layout, entries, channel.size());
        List<T> tensors = new ArrayList<>();
        for (Entry entry : entries) {
            tensors.add(form.of(new Tensor(channel, layout, entry)));
        }
        return tensors;
    }

    private static void check(Layout layout, List<Entry> entries, long fileBytes)
            throws CheckpointException {
        Set<String> names = layout.header.keySet();
        long tensors = names.stream().filter(name -> !name.equals(METADATA)).count();
        long bytes = 0;
        for (Entry entry : entries) {
            Place place = place(layout, entry);
            if (place.from < 0 || place.to > fileBytes - layout.dataStart) {
                throw new CheckpointException(
                        layout.file, entry.name() + " is not where it should be");
            }
            bytes += place.to - place.from;
        }
        if (tensors != entries.size()) {
            throw new CheckpointException(
                    layout.file, "it has " + tensors + " tensors instead of " + entries.size());
        }
        if (layout.dataStart + bytes != fileBytes) {
            throw new CheckpointException(
                    layout.file,
                    "it has " + fileBytes + " bytes instead of " + (layout.dataStart + bytes));
        }
    }

    /** Where a tensor's bytes are, from the start of the data. */
    private record Place(NumberType type, long from, long to) {}

    /** Where a tensor of the right shape and of a known type is. */
    private static Place place(Layout layout, Entry entry) throws CheckpointException {
        try {
            JsonElement element = layout.header.get(entry.name());
            if (element == null) {
                throw new CheckpointException(layout.file, entry.name() + " is missing");
            }
            JsonObject object = element.getAsJsonObject();
            String name = object.get("dtype").getAsString();
            Optional<NumberType> type = NumberType.named(name);
            String shape = numbers(object, "shape");
            String wanted = Arrays.toString(entry.shape().getShape());
            if (type.isEmpty() || !shape.equals(wanted)) {
                throw new CheckpointException(
                        layout.file,
                        "%s is %s%s instead of F32%s, or F16 or BF16"
                                .formatted(entry.name(), name, shape, wanted));
            }
            JsonArray offsets = object.getAsJsonArray("data_offsets");
            Place place =
                    new Place(type.get(), offsets.get(0).getAsLong(), offsets.get(1).getAsLong());
            if (place.to - place.from != entry.shape().size() * type.get().bytes) {
                throw new CheckpointException(
                        layout.file, entry.name() + " is not where it should be");
            }
            return place;
        } catch (RuntimeException e) {
            // A missing or ill-typed value; the library throws a different exception for each.
            throw new CheckpointException(layout.file, "its header is not a safetensors header");
        }
    }

    private static String numbers(JsonObject object, String name) {
        return object.getAsJsonArray(name).asList().stream()
                .map(JsonElement::getAsLong)
                .toList()
                .toString();
    }

    private static JsonObject parse(ByteBuffer header, Path file) throws CheckpointException {
        try {
            return JsonParser.parseString(StandardCharsets.UTF_8.decode(header).toString())
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new CheckpointException(file, "its header is not JSON");
        }
    }

    private static byte[] header(List<Entry> entries) {
        JsonObject header = new JsonObject();
        JsonObject metadata = new JsonObject();
        metadata.addProperty("format", "pt");
        header.add(METADATA, metadata);
        long at = 0;
        for (Entry entry : entries) {
            header.add(entry.name(), describe(entry, at));
            at += entry.bytes();
        }
        // Padded so that the data is aligned, as the format recommends.
        String json = header.toString();
        int padding = (Long.BYTES - json.length() % Long.BYTES) % Long.BYTES;
        return (json + " ".repeat(padding)).getBytes(StandardCharsets.US_ASCII);
    }

    private static JsonObject describe(Entry entry, long at) {
        JsonObject tensor = new JsonObject();
        tensor.addProperty("dtype", "F32");
        tensor.add("shape", JsonParser.parseString(Arrays.toString(entry.shape().getShape())));
        tensor.add(
                "data_offsets",
                JsonParser.parseString("[" + at + "," + (at + entry.bytes()) + "]"));
        return tensor;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer readFully(FileChannel channel, long at, int bytes, Path file)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, at, buffer, file);
        return buffer.flip();
    }

    /** Fills a buffer up to its limit. */
    private static void readFully(FileChannel channel, long at, ByteBuffer buffer, Path file)
            throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new CheckpointException(file, "it ends too early");
            }
        }
    }
}
