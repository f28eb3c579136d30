package io.conteur.tokenizer.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Derives from a charsmap's rules the steps by which Hugging Face's tokenizers apply them: a
 * charsmap of single characters, then for each length the places within sequences that compose,
 * then the composites that older tables of Unicode do not have. {@code NormalizerJson} says how
 * they work.
 */
public final class CharsmapSteps {
    private static final String MARK = "\u0001";

    private final Map<String, String> rules;

    /** Sequences that compose, as their characters are after each is replaced by itself. */
    private final Map<String, String> composites = new TreeMap<>();

    public CharsmapSteps(Map<String, String> rules) {
        this.rules = rules;
        rules.forEach(
                (from, to) -> {
                    if (length(from) > 1) {
                        StringBuilder sequence = new StringBuilder();
                        from.codePoints().forEach(c -> sequence.append(image(c)));
                        composites.put(sequence.toString(), to);
                    }
                });
    }

    /** One step of a normalizer a line, as JSON. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        String blob = Base64.getEncoder().encodeToString(CharsmapWriter.blob(singles()));
        lines.add("{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"%s\"}".formatted(blob));
        for (int length = 2; length <= 4; length++) {
            lines.add(
                    "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"%s\"}, \"content\": \"\"}"
                            .formatted(marksWithin(length).replace("\\", "\\\\")));
        }
        composites.entrySet().stream()
                .filter(composite -> composite.getValue().codePointAt(0) > 0xFFFF)
                .sorted((one, other) -> length(other.getKey()) - length(one.getKey()))
                .forEach(
                        composite ->
                                lines.add(
                                        "{\"type\": \"Replace\", \"pattern\": {\"String\": \"%s\"}, \"content\": \"%s\"}"
                                                .formatted(
                                                        composite.getKey(), composite.getValue())));
        return lines;
    }

    private String image(int character) {
        String text = Character.toString(character);
        return rules.getOrDefault(text, text);
    }

    private Map<String, String> singles() {
        Map<String, String> singles = new HashMap<>();
        rules.forEach(
                (from, to) -> {
                    if (length(from) == 1 && !from.equals(MARK)) {
                        String several = to.isEmpty() ? MARK : MARK + to + MARK;
                        singles.put(from, length(to) == 1 ? to : several);
                    }
                });
        return singles;
    }

    /** Matches the mark before the last character of sequences of this length. */
    private String marksWithin(int length) {
        Map<String, TreeSet<Integer>> firsts = new TreeMap<>();
        composites.keySet().stream()
                .filter(sequence -> length(sequence) == length)
                .forEach(
                        sequence ->
                                firsts.computeIfAbsent(
                                                sequence.substring(
                                                        sequence.offsetByCodePoints(0, 1)),
                                                rest -> new TreeSet<>())
                                        .add(sequence.codePointAt(0)));
        Map<String, TreeSet<Integer>> lasts = new TreeMap<>();
        firsts.forEach(
                (rest, bases) -> {
                    int last = rest.offsetByCodePoints(rest.length(), -1);
                    lasts.computeIfAbsent(
                                    characterClass(bases) + escaped(rest.substring(0, last)),
                                    before -> new TreeSet<>())
                            .add(rest.codePointAt(last));
                });
        List<String> places = new ArrayList<>();
        lasts.forEach(
                (before, after) ->
                        places.add("(?<=%s)\\x01(?=%s)".formatted(before, characterClass(after))));
        return String.join("|", places);
    }

    private static String characterClass(SortedSet<Integer> characters) {
        StringBuilder ranges = new StringBuilder("[");
        for (int character : characters) {
            if (!characters.contains(character - 1)) {
                int last = character;
                while (characters.contains(last + 1)) {
                    last++;
                }
                ranges.append(escaped(Character.toString(character)));
                ranges.append(last > character + 1 ? "-" : "");
                ranges.append(last > character ? escaped(Character.toString(last)) : "");
            }
        }
        return ranges.append(']').toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> escaped.append("\\x{%x}".formatted(c)));
        return escaped.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The content of the resource. */
    public byte[] bytes() {
        return (String.join("\n", lines()) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
