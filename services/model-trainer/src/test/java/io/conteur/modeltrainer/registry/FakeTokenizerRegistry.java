package io.conteur.modeltrainer.registry;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerTrained;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A registry with given answers. */
public final class FakeTokenizerRegistry implements TokenizerRegistry {
    private final Queue<Optional<TokenizerTrained>> answers = new ArrayDeque<>();
    private Optional<TokenizerTrained> lastAnswer = Optional.empty();
    private Runnable whenFollowed = () -> {};
    private Consumer<Progressed> listener = progress -> {};
    public boolean following;

    public FakeTokenizerRegistry answers(TokenizerTrained tokenizer) {
        answers.add(Optional.of(tokenizer));
        return this;
    }

    public FakeTokenizerRegistry knowsNothing() {
        answers.add(Optional.empty());
        return this;
    }

    public FakeTokenizerRegistry followedBy(Progressed... progress) {
        whenFollowed =
                () -> {
                    for (Progressed each : progress) {
                        listener.accept(each);
                    }
                };
        return this;
    }

    @Override
    public Optional<TokenizerTrained> newest(String name) {
        Optional<TokenizerTrained> answer = answers.poll();
        if (answer != null) {
            lastAnswer = answer;
        }
        return lastAnswer;
    }

    @Override
    public Optional<TokenizerTrained> newest(String name, Predicate<TokenizerTrained> fits) {
        return newest(name).filter(fits);
    }

    @Override
    public Subscription followProgress(Consumer<Progressed> listener) {
        this.listener = listener;
        following = true;
        whenFollowed.run();
        return () -> following = false;
    }
}
