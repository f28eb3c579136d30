package io.conteur.modeltrainer;

import io.conteur.gpt.model.Example;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Whether a model tells stories about what was asked: the share of held-out stories that it finds
 * likelier after their own prompt than after each of nine others (Fan et al., 2018). A guess would
 * be right in a tenth.
 */
record PromptRanking(HeldOut heldOut, int context, Pulse pulse) {
    private static final int OTHERS = 9;
    private static final int MAX_STORIES = 32;

    /** There are prompts enough, and the job may take the time. */
    boolean possible() {
        return !pulse.hurrying() && distinct().size() > OTHERS;
    }

    /** Empty with fewer than ten held-out prompts, or when the job shall stop. */
    OptionalDouble of(Learner learner) {
        List<HeldOut.Story> stories = distinct();
        if (stories.size() <= OTHERS) {
            return OptionalDouble.empty();
        }
        int asked = Math.min(stories.size(), MAX_STORIES);
        int right = 0;
        for (int i = 0; i < asked; i++) {
            if (pulse.hurrying()) {
                return OptionalDouble.empty();
            }
            right += prefersItsOwn(learner, stories, i) ? 1 : 0;
            pulse.beat();
        }
        return OptionalDouble.of((double) right / asked);
    }

    /** One story per prompt, so that no other prompt is the same; prompts leave half a context. */
    private List<HeldOut.Story> distinct() {
        Map<String, HeldOut.Story> stories = new LinkedHashMap<>();
        for (HeldOut.Story story : heldOut.stories()) {
            if (story.prompt().length <= context / 2) {
                stories.putIfAbsent(Arrays.toString(story.prompt()), story);
            }
        }
        return List.copyOf(stories.values());
    }

    private boolean prefersItsOwn(Learner learner, List<HeldOut.Story> stories, int own) {
        int[] story = Arrays.copyOf(stories.get(own).story(), room(stories, own));
        double best = nats(learner, stories.get(own).prompt(), story);
        for (int i = 1; i <= OTHERS; i++) {
            int[] other = stories.get((own + i) % stories.size()).prompt();
            if (nats(learner, other, story) <= best) {
                return false;
            }
        }
        return true;
    }

    /** Story tokens that every compared prompt leaves room for. */
    private int room(List<HeldOut.Story> stories, int own) {
        int room = stories.get(own).story().length;
        for (int i = 0; i <= OTHERS; i++) {
            int prompt = stories.get((own + i) % stories.size()).prompt().length;
            room = Math.min(room, context + 1 - prompt);
        }
        return room;
    }

    private static double nats(Learner learner, int[] prompt, int[] story) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + story.length);
        System.arraycopy(story, 0, ids, prompt.length, story.length);
        return learner.score(List.of(new Example(ids, prompt.length))).nats();
    }
}
