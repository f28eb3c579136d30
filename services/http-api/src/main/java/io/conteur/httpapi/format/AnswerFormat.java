package io.conteur.httpapi.format;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.httpapi.answers.FinishedStory;
import io.conteur.httpapi.request.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of a response, as records that {@link ResponseJson} writes. */
public interface AnswerFormat {
    /** The format of an endpoint's responses. */
    static AnswerFormat of(Endpoint endpoint) {
        return endpoint == Endpoint.CHAT ? new ChatFormat() : new CompletionFormat();
    }

    /** A whole answer. */
    Record whole(AnswerHeader header, StoryWritten outcome, List<FinishedStory> stories);

    /**
     * More text of a story.
     *
     * @param first whether it is the first of this story
     */
    Record more(AnswerHeader header, int index, String text, boolean first);

    /** The end of a story, with its log-probabilities if they were asked for. */
    Record end(AnswerHeader header, int index, FinishedStory story);

    /** The tokens of all stories, at the end of a stream. */
    Record usage(AnswerHeader header, StoryWritten outcome, List<FinishedStory> stories);

    /** A finish reason in OpenAI's words. */
    static String reason(@Nullable Finish finish) {
        return finish == Finish.LENGTH ? "length" : "stop";
    }
}
