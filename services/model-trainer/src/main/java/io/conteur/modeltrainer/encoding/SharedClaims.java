package io.conteur.modeltrainer.encoding;

import io.conteur.events.training.ShardClaimed;
import io.conteur.events.training.ShardClaimedBuilder;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.workersupport.JobControl;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Claims to the shards of a corpus that several processes encode. A claim counts when the topic has
 * it, so each is read back.
 *
 * @param claims of the job
 * @param publisher of this process
 * @param model an event of this process without a shard
 */
public record SharedClaims(
        CorpusClaims claims,
        EventPublisher<ShardClaimed> publisher,
        ShardClaimed model,
        JobControl control)
        implements ShardClaims {
    private static final long LOOK_MILLIS = 200;

    @Override
    public boolean claim(int shard) {
        if (!known(shard)) {
            publish(shard);
            while (!known(shard) && !over()) {
                control.beatOrStop();
                claims.await(LOOK_MILLIS);
            }
        }
        return claims.owner(shard, model.coordinator()).filter(model.worker()::equals).isPresent();
    }

    private boolean known(int shard) {
        return claims.owner(shard, model.coordinator()).isPresent();
    }

    @Override
    public boolean over() {
        return !coordinates() && !claims.openTo(model.worker(), model.coordinator());
    }

    private boolean coordinates() {
        return model.worker().equals(model.coordinator());
    }

    @Override
    public boolean past(int shard) {
        return claims.past(shard);
    }

    /** Does not wait for the broker. */
    @Override
    public void end() {
        ShardClaimed event = event(null);
        var unused = publisher.send(event.id(), event, eventId(event, "end"));
    }

    private void publish(int shard) {
        ShardClaimed event = event(shard);
        publisher.publish(
                event.id(), event, eventId(event, String.format(Locale.ROOT, "%05d", shard)));
    }

    private ShardClaimed event(@Nullable Integer shard) {
        return ShardClaimedBuilder.builder(model).shard(shard).build();
    }

    private static String eventId(ShardClaimed event, String what) {
        return "%s-shard-%s-%s".formatted(event.id(), what, event.worker());
    }
}
