// Registers, refreshes and unregisters, with JNA: java -cp jna.jar Register.java sip:REGISTRAR USER PASSWORD
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

public class Register {
	public interface Exosip extends Library {
		int UDP = 17, INET = 2, AUTONOMOUS = 3000, SUCCESS = 0;

		Pointer eXosip_malloc();
		int eXosip_init(Pointer context);
		void eXosip_quit(Pointer context);
		void eXosip_free(Pointer block);
		int eXosip_lock(Pointer context);
		int eXosip_unlock(Pointer context);
		int eXosip_set_option_int(Pointer context, int option, int value);
		int eXosip_listen_addr(Pointer context, int transport, String address, int port, int family, int secure);
		int eXosip_add_authentication_info(Pointer context, String user, String id, String password, String ha1, String realm);
		int eXosip_register_build_initial_register(Pointer context, String from, String registrar, String contact, int expires, PointerByReference request);
		int eXosip_register_build_register(Pointer context, int rid, int expires, PointerByReference request);
		int eXosip_register_send_register(Pointer context, int rid, Pointer request);
		Pointer eXosip_event_wait(Pointer context, int seconds, int milliseconds);
		void eXosip_event_free(Pointer event);
		int eXosip_event_get_type(Pointer event);
		int eXosip_event_get_rid(Pointer event);
		int eXosip_event_get_status(Pointer event);
	}

	// The library holds its lock by thread, and JNA calls in the thread of the caller.
	private static final Exosip exosip = Native.load("libeXosip2.so.15", Exosip.class);
	private static final Pointer context = exosip.eXosip_malloc();

	private static int check(int code) {
		if (code < 0) throw new IllegalStateException("error " + code);
		return code;
	}

	private static int first(String uri, String registrar, int expires) {
		PointerByReference request = new PointerByReference();
		exosip.eXosip_lock(context);
		try {
			int rid = check(exosip.eXosip_register_build_initial_register(context, uri, registrar, null, expires, request));
			check(exosip.eXosip_register_send_register(context, rid, request.getValue()));
			return rid;
		} finally {
			exosip.eXosip_unlock(context);
		}
	}

	// Sends the next REGISTER; 0 seconds end the registration.
	private static void next(int rid, int expires) {
		PointerByReference request = new PointerByReference();
		exosip.eXosip_lock(context);
		try {
			check(exosip.eXosip_register_build_register(context, rid, expires, request));
			check(exosip.eXosip_register_send_register(context, rid, request.getValue()));
		} finally {
			exosip.eXosip_unlock(context);
		}
	}

	// Waits for the success of the REGISTER that was sent last. The library answers challenges.
	private static void await(int rid, String done) {
		long end = System.nanoTime() + 60_000_000_000L;
		while (System.nanoTime() < end) {
			Pointer event = exosip.eXosip_event_wait(context, 0, 500);
			if (event == null) continue;
			int type = exosip.eXosip_event_get_type(event), of = exosip.eXosip_event_get_rid(event), status = exosip.eXosip_event_get_status(event);
			exosip.eXosip_event_free(event);
			if (of != rid || status == 401 || status == 407) continue;
			if (type != Exosip.SUCCESS) throw new IllegalStateException("not " + done + ": " + status);
			System.out.println(done);
			return;
		}
		throw new IllegalStateException("not " + done + ": no answer");
	}

	public static void main(String[] words) {
		String registrar = words[0], user = words[1], password = words[2];
		check(exosip.eXosip_init(context));
		check(exosip.eXosip_set_option_int(context, Exosip.AUTONOMOUS, 1));
		check(exosip.eXosip_listen_addr(context, Exosip.UDP, null, 0, Exosip.INET, 0));
		check(exosip.eXosip_add_authentication_info(context, user, user, password, null, null));
		int rid = first("sip:" + user + "@" + registrar.substring(4), registrar, 3600);
		await(rid, "registered");
		next(rid, 1800);
		await(rid, "refreshed");
		next(rid, 0);
		await(rid, "unregistered");
		exosip.eXosip_quit(context);
		exosip.eXosip_free(context);
	}
}
