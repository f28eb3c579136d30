package io.conteur.httpapi.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conteur.events.story.LikelyToken;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.WrittenToken;
import io.conteur.httpapi.answers.FinishedStory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/completions}. */
final class CompletionFormat implements AnswerFormat {
    private record Completion(
            String id,
            String object,
            long created,
            String model,
            @Nullable String systemFingerprint,
            List<Choice> choices,
            @Nullable Usage usage) {
        static Completion of(AnswerHeader header, List<Choice> choices, @Nullable Usage usage) {
            return new Completion(
                    header.id(),
                    "text_completion",
                    header.created(),
                    header.model(),
                    header.fingerprint(),
                    choices,
                    usage);
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Choice(
            int index, String text, @Nullable Logprobs logprobs, @Nullable String finishReason) {}

    /** Lists of the same length, with an element for each token. */
    private record Logprobs(
            List<String> tokens,
            List<Double> tokenLogprobs,
            List<Map<String, Double>> topLogprobs,
            List<Integer> textOffset) {
        static @Nullable Logprobs of(@Nullable List<WrittenToken> written) {
            if (written == null) {
                return null;
            }
            Logprobs logprobs =
                    new Logprobs(
                            new ArrayList<>(),
                            new ArrayList<>(),
                            new ArrayList<>(),
                            new ArrayList<>());
            written.forEach(logprobs::add);
            return logprobs;
        }

        private void add(WrittenToken token) {
            String text = Pieces.text(token.piece());
            int last = tokens.size() - 1;
            textOffset.add(last < 0 ? 0 : textOffset.get(last) + tokens.get(last).length());
            // The text begins without the space that its first piece has.
            tokens.add(last < 0 ? text.stripLeading() : text);
            tokenLogprobs.add(token.logProbability());
            Map<String, Double> likeliest = new LinkedHashMap<>();
            if (token.likeliest() != null) {
                for (LikelyToken likely : token.likeliest()) {
                    likeliest.put(Pieces.text(likely.piece()), likely.logProbability());
                }
            }
            likeliest.putIfAbsent(text, token.logProbability());
            topLogprobs.add(likeliest);
        }
    }

    @Override
    public Record whole(AnswerHeader header, StoryWritten outcome, List<FinishedStory> stories) {
        List<Choice> choices =
                IntStream.range(0, stories.size())
                        .mapToObj(i -> choice(i, stories.get(i).text(), stories.get(i)))
                        .toList();
        return Completion.of(header, choices, Usage.of(outcome, stories));
    }

    private static Choice choice(int index, String text, FinishedStory story) {
        return new Choice(
                index,
                text,
                Logprobs.of(story.logProbabilities()),
                AnswerFormat.reason(story.finish()));
    }

    @Override
    public Record more(AnswerHeader header, int index, String text, boolean first) {
        return Completion.of(header, List.of(new Choice(index, text, null, null)), null);
    }

    @Override
    public Record end(AnswerHeader header, int index, FinishedStory story) {
        return Completion.of(header, List.of(choice(index, "", story)), null);
    }

    @Override
    public Record usage(AnswerHeader header, StoryWritten outcome, List<FinishedStory> stories) {
        return Completion.of(header, List.of(), Usage.of(outcome, stories));
    }
}
