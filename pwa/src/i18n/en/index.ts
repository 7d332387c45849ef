/** The texts of the first load. */
import shell from './shell';
import ui from './ui';

export default { shell, ui };
