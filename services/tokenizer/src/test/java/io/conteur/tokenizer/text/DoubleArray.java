package io.conteur.tokenizer.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds a trie over bytes as a double array of 32-bit units: bits 0 to 7 are the label, 8 tells
 * whether a value follows, 9 whether the offset is scaled by 256, 10 to 30 are the offset of the
 * children; bit 31 marks a value. Equal subtrees are stored once.
 */
final class DoubleArray {
    /** A node of the trie; label 0 leads to its value. */
    static final class Node {
        final TreeMap<Integer, Node> children = new TreeMap<>();
        int value = -1;
        int number;
        int base = -1;

        void put(byte[] key, int newValue) {
            Node node = this;
            for (byte label : key) {
                node = node.children.computeIfAbsent(label & 0xFF, missing -> new Node());
            }
            node.value = newValue;
        }
    }

    private static final int UNUSED = 0x8000_0000;
    private static final int BLOCK = 256;

    private final BitSet used = new BitSet();
    private final BitSet bases = new BitSet();
    private int[] units = new int[BLOCK];
    private int largest;

    private DoubleArray() {}

    static int[] units(Node root) {
        share(root, new HashMap<>());
        DoubleArray array = new DoubleArray();
        array.used.set(0);
        array.place(root, 0);
        return array.finished();
    }

    /** Replaces equal subtrees by one of them. */
    private static Node share(Node node, Map<String, Node> known) {
        StringBuilder content = new StringBuilder().append(node.value);
        node.children.replaceAll((label, child) -> share(child, known));
        node.children.forEach(
                (label, child) ->
                        content.append(' ').append(label).append(':').append(child.number));
        Node first = known.putIfAbsent(content.toString(), node);
        node.number = first == null ? known.size() : 0;
        return first == null ? node : first;
    }

    private void place(Node node, int at) {
        boolean placed = node.base >= 0 && reachable(at ^ node.base);
        int base = placed ? node.base : settle(node, at);
        int offset = at ^ base;
        int packed = offset < 1 << 21 ? offset << 10 : (offset << 2) | (1 << 9);
        units[at] = packed | (node.value >= 0 ? 1 << 8 : 0) | (at == 0 ? 0 : units[at] & 0xFF);
        if (!placed) {
            node.children.forEach((label, child) -> place(child, base ^ label));
        }
    }

    private int settle(Node node, int at) {
        int[] labels = labels(node);
        int base = freeBase(labels, at);
        node.base = base;
        bases.set(base);
        for (int label : labels) {
            used.set(base ^ label);
            grow(base ^ label);
            units[base ^ label] = label;
        }
        grow(base);
        if (node.value >= 0) {
            units[base] = node.value | UNUSED;
        }
        return base;
    }

    private int freeBase(int[] labels, int at) {
        int free = used.nextClearBit(1);
        while (true) {
            int base = free ^ labels[0];
            if (base != 0 && !bases.get(base) && reachable(at ^ base) && fits(labels, base)) {
                return base;
            }
            free = used.nextClearBit(free + 1);
        }
    }

    private boolean fits(int[] labels, int base) {
        for (int label : labels) {
            if (used.get(base ^ label)) {
                return false;
            }
        }
        return true;
    }

    private static int[] labels(Node node) {
        int[] labels = new int[node.children.size() + 1];
        int count = node.value >= 0 ? 1 : 0;
        for (int label : node.children.keySet()) {
            labels[count++] = label;
        }
        return Arrays.copyOf(labels, count);
    }

    /** Offsets from 2^21 on are stored without their low eight bits. */
    private static boolean reachable(int offset) {
        return offset < 1 << 21 || (offset & 0xFF) == 0;
    }

    private void grow(int index) {
        largest = Math.max(largest, index);
        if (index >= units.length) {
            units = Arrays.copyOf(units, Math.max(2 * units.length, index + 1));
        }
    }

    private int[] finished() {
        int[] finished = Arrays.copyOf(units, (largest / BLOCK + 1) * BLOCK);
        for (int i = 0; i < finished.length; i++) {
            finished[i] = used.get(i) ? finished[i] : UNUSED;
        }
        return finished;
    }
}
