package io.conteur.tokenizer.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Derives the rules of {@code nmt_nfkc} from Unicode: all changes by NFKC as longest-match
 * replacements, and SentencePiece's own rules for control and space characters.
 */
public final class CharsmapRules {
    private static final int[] SPACES = {
        0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B, 0x200C, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581,
        0xFEFF, 0xFFFD
    };
    private static final int[] DROPPED = {0x0B, 0x7F, 0x8F, 0x9F};
    private static final String FULLWIDTH_TILDE = "\uFF5E";

    private final Decompositions unicode = new Decompositions();

    public CharsmapRules() throws IOException {}

    /** The rules: text and replacement. */
    public Map<String, String> nmtNfkc() {
        Map<String, String> rules = nfkc();
        for (int space : SPACES) {
            rules.put(Character.toString(space), " ");
        }
        for (int control = 1; control < ' '; control++) {
            if (control < 0x09 || control > 0x0D) {
                rules.put(Character.toString(control), "");
            }
        }
        for (int dropped : DROPPED) {
            rules.put(Character.toString(dropped), "");
        }
        rules.remove(FULLWIDTH_TILDE);
        return withoutImplied(rules);
    }

    /** Every character that NFKC changes, and every sequence of characters that it composes. */
    private Map<String, String> nfkc() {
        Map<String, String> rules = new HashMap<>();
        TreeSet<String> sequences = new TreeSet<>();
        Map<String, List<String>> sources = new HashMap<>();
        for (int character = 1; character <= Character.MAX_CODE_POINT; character++) {
            if (isText(character)) {
                String text = Character.toString(character);
                String decomposed = unicode.nfkd(text);
                boolean single = decomposed.codePointCount(0, decomposed.length()) == 1;
                if (single) {
                    sources.computeIfAbsent(decomposed, key -> new ArrayList<>()).add(text);
                } else {
                    sequences.add(decomposed);
                }
                addRule(rules, text, single && decomposed.equals(text) ? text : unicode.nfkc(text));
            }
        }
        sequences.forEach(sequence -> addSequences(rules, sequence, sources));
        return withoutImplied(rules);
    }

    private void addSequences(
            Map<String, String> rules, String sequence, Map<String, List<String>> sources) {
        String composed = unicode.nfkc(sequence);
        if (composed.equals(sequence)) {
            return;
        }
        List<String> spellings = List.of("");
        for (int part : sequence.codePoints().toArray()) {
            List<String> longer = new ArrayList<>();
            for (String source : sources.get(Character.toString(part))) {
                spellings.forEach(spelling -> longer.add(spelling + source));
            }
            spellings = longer;
        }
        spellings.forEach(spelling -> addRule(rules, spelling, composed));
    }

    private static void addRule(Map<String, String> rules, String from, String to) {
        if (!from.equals(to)) {
            rules.put(from, to);
        }
    }

    /** Whether this is neither a surrogate nor one of the 66 noncharacters. */
    private static boolean isText(int character) {
        return (character < 0xD800 || character > 0xDFFF)
                && (character < 0xFDD0 || character > 0xFDEF)
                && (character & 0xFFFE) != 0xFFFE;
    }

    /** Leaves out the rules for sequences that shorter rules already replace in the same way. */
    private static Map<String, String> withoutImplied(Map<String, String> rules) {
        TreeMap<Integer, List<String>> byLength = new TreeMap<>();
        for (String from : rules.keySet()) {
            int length = from.codePointCount(0, from.length());
            byLength.computeIfAbsent(length, key -> new ArrayList<>()).add(from);
        }
        Map<String, String> kept = new HashMap<>();
        byLength.forEach(
                (length, sequences) -> {
                    List<String> needed =
                            sequences.stream()
                                    .filter(
                                            from ->
                                                    length == 1
                                                            || !apply(kept, from, length - 1)
                                                                    .equals(rules.get(from)))
                                    .toList();
                    needed.forEach(from -> kept.put(from, rules.get(from)));
                });
        return kept;
    }

    private static String apply(Map<String, String> rules, String text, int longest) {
        StringBuilder result = new StringBuilder();
        int[] characters = text.codePoints().toArray();
        int at = 0;
        while (at < characters.length) {
            int length = Math.min(longest, characters.length - at);
            while (length > 1 && !rules.containsKey(new String(characters, at, length))) {
                length--;
            }
            String from = new String(characters, at, length);
            result.append(rules.getOrDefault(from, from));
            at += length;
        }
        return result.toString();
    }
}
