package io.conteur.tokenizer.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Packs rules into the blob that {@link Charsmap} reads. */
public final class CharsmapWriter {
    private CharsmapWriter() {}

    public static byte[] blob(Map<String, String> rules) {
        ByteArrayOutputStream pool = new ByteArrayOutputStream();
        Map<String, Integer> places = new TreeMap<>(byCodePoints());
        rules.values().forEach(to -> places.put(to, 0));
        for (Map.Entry<String, Integer> place : places.entrySet()) {
            place.setValue(pool.size());
            pool.writeBytes(place.getKey().getBytes(StandardCharsets.UTF_8));
            pool.write(0);
        }
        DoubleArray.Node root = new DoubleArray.Node();
        new TreeMap<>(rules)
                .forEach(
                        (from, to) ->
                                root.put(from.getBytes(StandardCharsets.UTF_8), places.get(to)));
        return pack(DoubleArray.units(root), pool.toByteArray());
    }

    private static Comparator<String> byCodePoints() {
        return (one, other) ->
                Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    private static byte[] pack(int[] units, byte[] pool) {
        int trieBytes = units.length * Integer.BYTES;
        ByteBuffer blob = ByteBuffer.allocate(Integer.BYTES + trieBytes + pool.length);
        blob.order(ByteOrder.LITTLE_ENDIAN).putInt(trieBytes);
        for (int unit : units) {
            blob.putInt(unit);
        }
        return blob.put(pool).array();
    }
}
