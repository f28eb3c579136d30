package io.conteur.modeltrainer.corpus;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Undoes the word tokenization of the WritingPrompts data set (<a
 * href="https://arxiv.org/abs/1805.04833">Fan et al., 2018</a>): {@code `` I do n't know , '' he
 * said .} becomes {@code "I don't know," he said.} Untokenized text stays as it is.
 */
final class Detokenizer {
    private static final List<Rule> RULES =
            List.of(
                    new Rule("^\\[ ?[A-Za-z]{2} ?] ?", ""),
                    new Rule("(?i)\\b(gon|wan) na\\b", "$1na"),
                    new Rule("(?i)\\b(got) ta\\b", "$1ta"),
                    new Rule("(?i)\\b(gim|lem) me\\b", "$1me"),
                    new Rule("(?i)\\b(can) not\\b", "$1not"),
                    new Rule("(?i)(\\w) (n['’]t)\\b", "$1$2"),
                    new Rule("(?i)(\\w) ?’ ?(s|m|re|ve|ll|d|t)\\b", "$1’$2"),
                    new Rule("(?i)(\\S) ('(?:s|m|re|ve|ll|d))\\b", "$1$2"),
                    new Rule("(\\d) ([,.:]) (\\d)", "$1$2$3"),
                    new Rule("`` ?", "\""),
                    new Rule(" ?''", "\""),
                    new Rule("([“(\\[{$]) ", "$1"),
                    new Rule(" ([”)\\]}%])", "$1"),
                    new Rule(" (\\.\\.\\.|…|[.,;:?!])", "$1"),
                    new Rule(" {2,}", " "));

    private Detokenizer() {}

    private record Rule(Pattern pattern, String replacement) {
        Rule(String pattern, String replacement) {
            this(Pattern.compile(pattern), replacement);
        }
    }

    /** Detokenizes a line; the result is never blank. */
    static String detokenize(String line) {
        String text = line;
        for (Rule rule : RULES) {
            text = rule.pattern.matcher(text).replaceAll(rule.replacement);
        }
        return text.isBlank() ? line : text.strip();
    }
}
