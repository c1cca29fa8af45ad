/**
 * What a job records of its samples: a node writes a shard's blob with {@link
 * io.aisynapse.protocol.recording.RecordingWriter}, the service reads it with {@link
 * io.aisynapse.protocol.recording.RecordingReader} and merges all of them into one {@link
 * io.aisynapse.protocol.recording.RecordingNpz}. Read {@link io.aisynapse.protocol.recording.RecordingLayout} first.
 */
@NullMarked
package io.aisynapse.protocol.recording;

import org.jspecify.annotations.NullMarked;
