package io.conteur.httpapi.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.WrittenToken;
import io.conteur.httpapi.answers.FinishedStory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers of {@code /v1/chat/completions}: a story is the assistant's message. */
final class ChatFormat implements AnswerFormat {
    private static final String ASSISTANT = "assistant";

    private record Chat(
            String id,
            String object,
            long created,
            String model,
            @Nullable String systemFingerprint,
            List<? extends Record> choices,
            @Nullable Usage usage) {
        static Chat whole(AnswerHeader header, List<Choice> choices, Usage usage) {
            return of("chat.completion", header, choices, usage);
        }

        static Chat chunk(AnswerHeader header, List<ChunkChoice> choices, @Nullable Usage usage) {
            return of("chat.completion.chunk", header, choices, usage);
        }

        private static Chat of(
                String object,
                AnswerHeader header,
                List<? extends Record> choices,
                @Nullable Usage usage) {
            return new Chat(
                    header.id(),
                    object,
                    header.created(),
                    header.model(),
                    header.fingerprint(),
                    choices,
                    usage);
        }
    }

    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Choice(
            int index, Message message, @Nullable Logprobs logprobs, String finishReason) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record ChunkChoice(
            int index, Delta delta, @Nullable Logprobs logprobs, @Nullable String finishReason) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    private record Message(String role, String content, @Nullable String refusal) {}

    private record Delta(@Nullable String role, @Nullable String content) {}

    private record Logprobs(List<ChosenToken> content) {
        static @Nullable Logprobs of(@Nullable List<WrittenToken> written) {
            return written == null
                    ? null
                    : new Logprobs(written.stream().map(ChosenToken::of).toList());
        }
    }

    private record ChosenToken(
            String token, double logprob, List<Integer> bytes, List<OtherToken> topLogprobs) {
        static ChosenToken of(WrittenToken written) {
            String text = Pieces.text(written.piece());
            List<OtherToken> others =
                    written.likeliest() == null
                            ? List.of()
                            : written.likeliest().stream()
                                    .map(
                                            likely ->
                                                    OtherToken.of(
                                                            likely.piece(),
                                                            likely.logProbability()))
                                    .toList();
            return new ChosenToken(text, written.logProbability(), utf8(text), others);
        }
    }

    private record OtherToken(String token, double logprob, List<Integer> bytes) {
        static OtherToken of(String piece, double logprob) {
            String text = Pieces.text(piece);
            return new OtherToken(text, logprob, utf8(text));
        }
    }

    private static List<Integer> utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).mapToObj(i -> bytes[i] & 0xff).toList();
    }

    @Override
    public Record whole(AnswerHeader header, StoryWritten outcome, List<FinishedStory> stories) {
        List<Choice> choices =
                IntStream.range(0, stories.size())
                        .mapToObj(
                                i ->
                                        new Choice(
                                                i,
                                                new Message(ASSISTANT, stories.get(i).text(), null),
                                                Logprobs.of(stories.get(i).logProbabilities()),
                                                AnswerFormat.reason(stories.get(i).finish())))
                        .toList();
        return Chat.whole(header, choices, Usage.of(outcome, stories));
    }

    @Override
    public Record more(AnswerHeader header, int index, String text, boolean first) {
        Delta delta = new Delta(first ? ASSISTANT : null, text);
        return Chat.chunk(header, List.of(new ChunkChoice(index, delta, null, null)), null);
    }

    @Override
    public Record end(AnswerHeader header, int index, FinishedStory story) {
        ChunkChoice end =
                new ChunkChoice(
                        index,
                        new Delta(null, null),
                        Logprobs.of(story.logProbabilities()),
                        AnswerFormat.reason(story.finish()));
        return Chat.chunk(header, List.of(end), null);
    }

    @Override
    public Record usage(AnswerHeader header, StoryWritten outcome, List<FinishedStory> stories) {
        return Chat.chunk(header, List.of(), Usage.of(outcome, stories));
    }
}
