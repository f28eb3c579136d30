package io.conteur.gpt.export;

import io.conteur.gpt.checkpoint.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a GGUF file as its specification says, for tests. */
final class GgufReader {
    /** A tensor; its innermost dimension is the first. */
    record Tensor(List<Long> dimensions, int type, float[] numbers) {}

    final Map<String, Object> pairs = new LinkedHashMap<>();
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final ByteBuffer file;

    GgufReader(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[4];
        file.get(magic);
        require("GGUF".equals(new String(magic, StandardCharsets.US_ASCII)), "magic");
        require(file.getInt() == 3, "version");
        long tensorCount = file.getLong();
        long pairCount = file.getLong();
        for (long i = 0; i < pairCount; i++) {
            String key = string();
            require(pairs.put(key, value(file.getInt())) == null, key + " is there twice");
        }
        readTensors(tensorCount);
    }

    private void readTensors(long count) {
        record Place(List<Long> dimensions, int type, long offset) {}
        Map<String, Place> places = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            String name = string();
            List<Long> dimensions = new ArrayList<>();
            for (int left = file.getInt(); left > 0; left--) {
                dimensions.add(file.getLong());
            }
            places.put(name, new Place(dimensions, file.getInt(), file.getLong()));
        }
        int data = (file.position() + 31) / 32 * 32;
        int end = data;
        for (Map.Entry<String, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            require(data + place.offset == end, entry.getKey() + " leaves a gap");
            file.position(end);
            long size = place.dimensions.stream().reduce(1L, (one, other) -> one * other);
            float[] numbers = numbers(place.type, (int) size);
            tensors.put(entry.getKey(), new Tensor(place.dimensions, place.type, numbers));
            end = (file.position() + 31) / 32 * 32;
        }
        require(end == file.capacity(), "the file ends at the last tensor's end");
    }

    private float[] numbers(int type, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; ) {
            switch (type) {
                case 0 -> numbers[i++] = file.getFloat();
                case 1 -> numbers[i++] = HalfFloat.toFloat(file.getShort());
                case 8 -> {
                    float scale = HalfFloat.toFloat(file.getShort());
                    for (int end = i + 32; i < end; i++) {
                        numbers[i] = scale * file.get();
                    }
                }
                default -> throw new AssertionError("type " + type);
            }
        }
        return numbers;
    }

    private Object value(int type) {
        return switch (type) {
            case 4, 5 -> file.getInt();
            case 6 -> file.getFloat();
            case 7 -> file.get() == 1;
            case 8 -> string();
            case 9 -> {
                int of = file.getInt();
                Object[] values = new Object[(int) file.getLong()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = value(of);
                }
                yield Arrays.asList(values);
            }
            default -> throw new AssertionError("type " + type);
        };
    }

    private String string() {
        byte[] bytes = new byte[(int) file.getLong()];
        file.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
