package io.conteur.modeltrainer;

import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.tokenizer.Tokenizer;

/** Stories that show how far a model has come, always for the same prompts and seeds. */
record Samples(Course course, EventPublisher<StoryWritten> outbox, Pulse pulse) {
    private static final double TEMPERATURE = 0.8;
    private static final double TOP_P = 0.95;
    private static final int MAX_TOKENS = 256;

    /** Writes one story for each prompt; those not begun are left out when the job shall stop. */
    void write(Learner learner) {
        for (int n = 0; n < course.samplePrompts().size() && !pulse.hurrying(); n++) {
            write(learner, n);
        }
    }

    private void write(Learner learner, int n) {
        String prompt = course.samplePrompts().get(n);
        int[] ids = tokenizer().encodePrompt(prompt);
        SamplingParameters sampling = sampling(ids.length, n);
        Generation story =
                learner.generate(
                        ids,
                        sampling,
                        id -> {
                            pulse.beat();
                            return !pulse.hurrying();
                        });
        if (story.finish() != Finish.CANCELLED) {
            String id = "%s-sample-%d-%d".formatted(course.job().id(), learner.stepsDone(), n);
            outbox.publish(prompt, event(id, prompt, new Draft(learner, ids, sampling, story)), id);
        }
    }

    private record Draft(
            Learner learner, int[] prompt, SamplingParameters sampling, Generation story) {}

    private SamplingParameters sampling(int promptTokens, int n) {
        int room = course.architecture().context() - promptTokens;
        return new SamplingParameters(
                TEMPERATURE,
                0,
                TOP_P,
                course.job().seed() + n,
                Math.min(MAX_TOKENS, room),
                tokenizer().endId());
    }

    private StoryWritten event(String id, String prompt, Draft draft) {
        SamplingParameters used = draft.sampling;
        return StoryWrittenBuilder.builder()
                .id(id)
                .outcome(Outcome.COMPLETED)
                .origin(Origin.TRAINING)
                .prompt(prompt)
                .story(tokenizer().decode(draft.story.ids()))
                .model(course.job().model())
                .step(draft.learner.stepsDone())
                .sampling(
                        SamplingSettingsBuilder.builder()
                                .temperature(used.temperature())
                                .topK(used.topK())
                                .topP(used.topP())
                                .seed(used.seed())
                                .maxTokens(used.maxTokens())
                                .build())
                .finish(StoryWritten.Finish.valueOf(draft.story.finish().name()))
                .promptTokens(draft.prompt.length)
                .storyTokens(draft.story.ids().length)
                .build();
    }

    private Tokenizer tokenizer() {
        return course.tokenizer().tokenizer();
    }
}
