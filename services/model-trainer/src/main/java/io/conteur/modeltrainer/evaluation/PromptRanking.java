package io.conteur.modeltrainer.evaluation;

import io.conteur.gpt.model.Example;
import io.conteur.modeltrainer.dataset.ValidationSet;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.workersupport.JobControl;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Prompt ranking accuracy (<a href="https://arxiv.org/abs/1805.04833">Fan et al., 2018</a>): the
 * share of held-out stories that are likelier after their own prompt than after each of nine
 * others. Chance is a tenth.
 */
public record PromptRanking(ValidationSet validation, int context, JobControl control) {
    private static final int OTHERS = 9;
    private static final int MAX_STORIES = 32;

    /** There are enough prompts, and the job need not stop. */
    public boolean possible() {
        return !control.interrupted() && distinct().size() > OTHERS;
    }

    /** From 0 to 1; empty with fewer than ten held-out prompts, or when the job has to stop. */
    public OptionalDouble of(TrainingSession session) {
        List<ValidationSet.Story> stories = distinct();
        if (stories.size() <= OTHERS) {
            return OptionalDouble.empty();
        }
        int ranked = Math.min(stories.size(), MAX_STORIES);
        int right = 0;
        for (int i = 0; i < ranked; i++) {
            if (control.interrupted()) {
                return OptionalDouble.empty();
            }
            right += prefersOwnPrompt(session, stories, i) ? 1 : 0;
            control.beat();
        }
        return OptionalDouble.of((double) right / ranked);
    }

    /** The first story of each prompt that fills at most half the context. */
    private List<ValidationSet.Story> distinct() {
        Map<String, ValidationSet.Story> stories = new LinkedHashMap<>();
        for (ValidationSet.Story story : validation.stories()) {
            if (story.prompt().length <= context / 2) {
                stories.putIfAbsent(Arrays.toString(story.prompt()), story);
            }
        }
        return List.copyOf(stories.values());
    }

    private boolean prefersOwnPrompt(
            TrainingSession session, List<ValidationSet.Story> stories, int own) {
        int[] story = Arrays.copyOf(stories.get(own).story(), room(stories, own));
        double best = nats(session, stories.get(own).prompt(), story);
        for (int i = 1; i <= OTHERS; i++) {
            int[] other = stories.get((own + i) % stories.size()).prompt();
            if (nats(session, other, story) <= best) {
                return false;
            }
        }
        return true;
    }

    /** Story tokens that fit into the context after every compared prompt. */
    private int room(List<ValidationSet.Story> stories, int own) {
        int room = stories.get(own).story().length;
        for (int i = 0; i <= OTHERS; i++) {
            int prompt = stories.get((own + i) % stories.size()).prompt().length;
            room = Math.min(room, context + 1 - prompt);
        }
        return room;
    }

    private static double nats(TrainingSession session, int[] prompt, int[] story) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + story.length);
        System.arraycopy(story, 0, ids, prompt.length, story.length);
        return session.score(List.of(new Example(ids, prompt.length))).nats();
    }
}
