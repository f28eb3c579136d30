package io.conteur.httpapi.format;

import io.conteur.events.story.StoryWritten;
import io.conteur.httpapi.answers.FinishedStory;
import java.util.List;
import java.util.Objects;

/** Tokens of a prompt and of all its stories. */
record Usage(int promptTokens, int completionTokens, int totalTokens) {
    static Usage of(StoryWritten outcome, List<FinishedStory> stories) {
        int prompt = Objects.requireNonNullElse(outcome.promptTokens(), 0);
        int written = stories.stream().mapToInt(FinishedStory::tokens).sum();
        return new Usage(prompt, written, prompt + written);
    }
}
