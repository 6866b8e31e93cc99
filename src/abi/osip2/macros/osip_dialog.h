#ifndef EXOSIP_OPAQUE
#define osip_dialog_set_instance(dialog, instance) ((dialog)->your_instance = (void *) (instance))
#define osip_dialog_get_instance(dialog) ((dialog)->your_instance)
#endif
