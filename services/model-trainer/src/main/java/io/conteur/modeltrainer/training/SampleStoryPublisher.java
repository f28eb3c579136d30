package io.conteur.modeltrainer.training;

import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.tokenizer.Tokenizer;
import java.util.List;
import java.util.Locale;

/** Publishes sample stories, always for the same prompts and seeds, so that they compare. */
record SampleStoryPublisher(ActiveTraining training) {
    /** Publishes a story for each prompt; when the job has to stop, for those begun before. */
    void publish() {
        List<String> prompts = training.plan().samplePrompts();
        for (int n = 0; n < prompts.size() && !training.control().interrupted(); n++) {
            publish(prompts.get(n), n);
        }
    }

    private void publish(String prompt, int n) {
        int[] ids = tokenizer().encodePrompt(prompt);
        SamplingParameters sampling = sampling(ids.length, n);
        Generation story =
                training.session()
                        .generate(
                                ids,
                                sampling,
                                id -> {
                                    training.control().beat();
                                    return !training.control().interrupted();
                                });
        if (story.finish() != Finish.CANCELLED) {
            String id =
                    String.format(
                            Locale.ROOT,
                            "%s-sample-%d-%d",
                            training.job().id(),
                            training.session().stepsDone(),
                            n);
            StoryWritten event =
                    event(id, prompt, sampling, story).promptTokens(ids.length).build();
            training.attempt().publishers().stories().publish(prompt, event, id);
        }
    }

    private SamplingParameters sampling(int promptTokens, int n) {
        int maxTokens = training.plan().architecture().context() - promptTokens;
        return new SamplingParameters(
                Hyperparameters.SAMPLE_TEMPERATURE,
                0,
                Hyperparameters.SAMPLE_TOP_P,
                training.job().seed() + n,
                Math.min(Hyperparameters.SAMPLE_MAX_TOKENS, maxTokens),
                tokenizer().endId());
    }

    private StoryWrittenBuilder event(
            String id, String prompt, SamplingParameters sampling, Generation story) {
        return StoryWrittenBuilder.builder()
                .id(id)
                .outcome(Outcome.COMPLETED)
                .origin(Origin.TRAINING)
                .prompt(prompt)
                .story(tokenizer().decode(story.ids()))
                .model(training.job().model())
                .step(training.session().stepsDone())
                .sampling(
                        SamplingSettingsBuilder.builder()
                                .temperature(sampling.temperature())
                                .topK(sampling.topK())
                                .topP(sampling.topP())
                                .seed(sampling.seed())
                                .maxTokens(sampling.maxTokens())
                                .build())
                .finish(StoryWritten.Finish.valueOf(story.finish().name()))
                .storyTokens(story.ids().length);
    }

    private Tokenizer tokenizer() {
        return training.plan().tokenizer().tokenizer();
    }
}
